import { type ServiceName, topology } from "../../topology.ts";
import type { Place } from "./settings.ts";

const listen = (service: ServiceName) => `0.0.0.0:${topology[service].port}`;

/** Containers of one machine: each answers to its name, and an HTTP service to the name that browsers know, too. */
export const composePlace: Place = {
  listen,
  address: (service) => `${service}:${topology[service].port}`,
  origin: (service) => `http://${service}.localhost:${topology[service].port}`,
};

/**
 * A cluster: a name stands for all replicas of a service, among which a gRPC client takes turns (`dns:///`). People come
 * to hosts below `domain`, over TLS; so do services, to identity.
 */
export function kubernetesPlace(domain: string): Place {
  return {
    listen,
    address: (service) => `${topology[service].kind === "grpc" ? "dns:///" : ""}${service}:${topology[service].port}`,
    origin: (service) => `https://${service}.${domain}`,
  };
}
