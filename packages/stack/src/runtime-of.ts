import type { ServiceName } from "../topology.ts";
import type { Runtime, Runtimes } from "./platform.ts";

/** In a mixed system these run on Deno: so that over gRPC and over HTTP each runtime calls the other. */
const onDeno: ReadonlySet<ServiceName> = new Set(["movies-web", "movies-api", "shopping-cart", "product-worker"]);

/** What runs a service. */
export function runtimeOf(service: ServiceName, runtimes: Runtimes): Runtime {
  if (runtimes !== "mixed") return runtimes;
  return onDeno.has(service) ? "deno" : "node";
}
