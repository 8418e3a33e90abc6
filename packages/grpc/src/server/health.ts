import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "../../gen/health/v1/health_pb.ts";
import type { Implementation } from "../implement.ts";
import { implement } from "../implement.ts";
import { pause } from "../pause.ts";
import { RpcError } from "../rpc-error.ts";

/** How often a watched status is looked at. */
const pollMs = 1_000;

/**
 * grpc.health.v1.Health of the server as a whole ("") and of each service by its name: all of them share the one probe
 * and the one drain. A draining server is NOT_SERVING, and ends its Watch streams, which ask to be called again elsewhere.
 */
export function health(options: {
  serviceNames: readonly string[];
  isHealthy: () => Promise<boolean>;
  draining: AbortSignal;
}): Implementation {
  const { isHealthy, draining } = options;
  const known = new Set(["", ...options.serviceNames]);

  async function currentStatus(): Promise<ServingStatus> {
    return !draining.aborted && (await isHealthy()) && !draining.aborted
      ? ServingStatus.SERVING
      : ServingStatus.NOT_SERVING;
  }

  return implement(Health, {
    async check({ service }) {
      if (!known.has(service)) {
        throw new RpcError("NOT_FOUND", `Cannot tell the health of "${service}": this server does not have it`);
      }
      return { status: await currentStatus() };
    },

    async *watch({ service }, { signal }) {
      let told: ServingStatus | undefined;
      while (!signal.aborted) {
        const status = known.has(service) ? await currentStatus() : ServingStatus.SERVICE_UNKNOWN;
        if (status !== told) {
          told = status;
          yield { status };
        }
        if (draining.aborted) {
          return;
        }
        await pause(pollMs, [signal, draining]);
      }
    },

    async list() {
      const status = await currentStatus();
      return { statuses: Object.fromEntries([...known].map((name) => [name, { status }])) };
    },
  });
}
