import { connect } from "@hexmart/grpc";
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "@hexmart/grpc/health";
import { topology } from "../topology.ts";
import type { RunningService } from "./launch.ts";

/**
 * What a service says of itself: of gRPC's health protocol for a gRPC server, of `/readyz` for an HTTP one. A worker
 * has no port to ask at: it is running.
 */
export async function checkHealth({ name, address }: RunningService): Promise<string> {
  if (address === undefined) return "running";
  try {
    if (topology[name].kind === "http") {
      const response = await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(2_000) });
      return response.ok ? "SERVING" : "NOT_SERVING";
    }
    const health = connect(Health, { address, timeoutMs: 2_000 });
    try {
      return (await health.check({})).status === ServingStatus.SERVING ? "SERVING" : "NOT_SERVING";
    } finally {
      health[Symbol.dispose]();
    }
  } catch {
    return "UNREACHABLE";
  }
}
