import type { DescMethod } from "@bufbuild/protobuf";
import type { Attributes, MetricOptions } from "@opentelemetry/api";
import type { StatusCode } from "../status-code.ts";

/**
 * OpenTelemetry's semantic conventions for RPC, stable since 1.45, as far as this library keeps them. What a span or
 * measurement says of a call is its method, its code and its server: never a message, a header, a token or a name.
 */
export function attributesOf(method: DescMethod): Attributes & { readonly "rpc.method": string } {
  return { "rpc.system.name": "grpc", "rpc.method": `${method.parent.typeName}/${method.name}` };
}

const serverFaults: ReadonlySet<string> = new Set([
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

/** Whether a server counts a code as its own failure. To a client, everything but OK is one. */
export function isServerFault(code: StatusCode | "OK"): boolean {
  return serverFaults.has(code);
}

/** How a call ended. */
export function outcomeOf(code: StatusCode | "OK", isError: boolean): Attributes {
  return { "rpc.response.status_code": code, ...(isError ? { "error.type": code } : {}) };
}

/** In seconds, with the buckets that the conventions ask for. */
export const durationOptions: MetricOptions = {
  unit: "s",
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
};
