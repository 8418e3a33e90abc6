import { type ServiceName, serviceNames } from "../topology.ts";

/** Prometheus' own port of exporters; the services have it and those above it, in the order of the topology. */
const firstPort = 9464;

/** Where each service of a system on this machine shows how it does. */
export const adminAddresses: ReadonlyMap<ServiceName, string> = new Map(
  serviceNames.map((name, index) => [name, `127.0.0.1:${firstPort + index}`]),
);

/** What tells the services so. */
export const adminEnvironment: Partial<Record<ServiceName, Readonly<Record<string, string>>>> = Object.fromEntries(
  [...adminAddresses].map(([name, address]) => [name, { ADMIN_ADDRESS: address }]),
);
