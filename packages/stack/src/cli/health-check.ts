import { connect } from "@hexmart/grpc";
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "@hexmart/grpc/health";

/*
 * Asks the service of this container how it is, and ends with 0 where it can work: a gRPC server by gRPC's own health
 * protocol, an HTTP server by /readyz, a worker by /readyz of its admin port. It reads the variables of the service.
 */
const { GRPC_ADDRESS, HTTP_ADDRESS, ADMIN_ADDRESS, TLS_CERTIFICATE_FILE } = process.env;
const timeoutMs = 4_000;

/** An address to listen on may be any of this machine; this one is that of the machine to itself. */
const here = (address: string) => `127.0.0.1:${address.slice(address.lastIndexOf(":") + 1)}`;

async function ask(): Promise<boolean> {
  // A server that asks who calls (mTLS) would turn this away: it says the same on its admin port.
  if (GRPC_ADDRESS && !TLS_CERTIFICATE_FILE) {
    const health = connect(Health, { address: here(GRPC_ADDRESS), timeoutMs });
    return (await health.check({})).status === ServingStatus.SERVING;
  }
  const address = HTTP_ADDRESS || ADMIN_ADDRESS;
  // A worker without an admin port: that it runs is all that can be known.
  if (!address) return true;
  const response = await fetch(`http://${here(address)}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
  return response.ok;
}

try {
  process.exit((await ask()) ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
