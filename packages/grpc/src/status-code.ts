/** The canonical codes of gRPC in the order of their numbers on the wire, from 1 (CANCELLED) to 16. */
const codes = [
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/**
 * Why a call failed: the canonical codes of gRPC by name, since a number says nothing in a log or a test.
 *
 * @example
 * ```ts
 * const retryable: StatusCode[] = ["UNAVAILABLE", "ABORTED"];
 * ```
 */
export type StatusCode = (typeof codes)[number];

const numbers = Object.fromEntries(codes.map((code, index) => [code, index + 1])) as Record<StatusCode, number>;

/** The number that stands for a code on the wire. */
export function toStatusNumber(code: StatusCode): number {
  return numbers[code];
}

/** The code that a number on the wire stands for; a number that gRPC does not know is UNKNOWN, as its spec asks. */
export function toStatusCode(number: number): StatusCode {
  return codes[number - 1] ?? "UNKNOWN";
}
