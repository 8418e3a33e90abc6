import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { anyIs, anyPack, anyUnpack } from "@bufbuild/protobuf/wkt";
import { BadRequestSchema, RetryInfoSchema } from "../gen/google/rpc/error_details_pb.ts";
import type { Status } from "../gen/google/rpc/status_pb.ts";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";

/** Number on the wire and status in HTTP of each canonical code, as google/rpc/code.proto has them. */
const codes = {
  CANCELLED: [1, 499],
  UNKNOWN: [2, 500],
  INVALID_ARGUMENT: [3, 400],
  DEADLINE_EXCEEDED: [4, 504],
  NOT_FOUND: [5, 404],
  ALREADY_EXISTS: [6, 409],
  PERMISSION_DENIED: [7, 403],
  RESOURCE_EXHAUSTED: [8, 429],
  FAILED_PRECONDITION: [9, 400],
  ABORTED: [10, 409],
  OUT_OF_RANGE: [11, 400],
  UNIMPLEMENTED: [12, 501],
  INTERNAL: [13, 500],
  UNAVAILABLE: [14, 503],
  DATA_LOSS: [15, 500],
  UNAUTHENTICATED: [16, 401],
} as const;

/**
 * A canonical code of gRPC, by name.
 *
 * @example
 * ```ts
 * const code: StatusCode = "NOT_FOUND";
 * assert.equal(httpStatusOf(code), 404);
 * ```
 */
export type StatusCode = keyof typeof codes;

/**
 * The HTTP status of a code, as google/rpc/code.proto has it.
 *
 * @example
 * ```ts
 * assert.equal(httpStatusOf("RESOURCE_EXHAUSTED"), 429);
 * ```
 */
export function httpStatusOf(code: StatusCode): number {
  return codes[code][1];
}

/**
 * A request that this library refuses before it becomes a call; `call` may throw one as well. Its message and details
 * are what the caller is told.
 *
 * @example
 * ```ts
 * const error = new TranscodeError("UNAVAILABLE", "The shop is closed");
 * assert.equal(error.code, "UNAVAILABLE");
 * ```
 */
export class TranscodeError extends Error {
  override readonly name = "TranscodeError";
  readonly code: StatusCode;
  readonly details: readonly Any[];
  /** Instead of the status that the code has. */
  readonly httpStatus: number | undefined;

  constructor(code: StatusCode, message: string, options: { details?: readonly Any[]; httpStatus?: number } = {}) {
    super(message);
    this.code = code;
    this.details = options.details ?? [];
    this.httpStatus = options.httpStatus;
  }
}

/** INVALID_ARGUMENT with a BadRequest that names the field; the field is empty where it is the request as a whole. */
export function invalid(field: string, description: string): TranscodeError {
  const message = field === "" ? `Cannot read the request: ${description}` : `Cannot read "${field}": ${description}`;
  const badRequest = create(BadRequestSchema, { fieldViolations: [{ field, description }] });
  return new TranscodeError("INVALID_ARGUMENT", message, { details: [anyPack(BadRequestSchema, badRequest)] });
}

/** What a caller is told of an error, and the status of the response. */
export type Failure = { readonly status: Status; readonly httpStatus: number; readonly headers: Headers };

/**
 * What a caller is told of whatever was thrown: errors with a canonical code as they are, with their details; anything
 * else is INTERNAL, and says nothing of what it was.
 */
export function failureOf(error: unknown, registry: Registry): Failure & { readonly known: boolean } {
  const code = codeOf(error);
  if (code === undefined || typeof error !== "object" || error === null) {
    const status = create(StatusSchema, { code: codes.INTERNAL[0], message: "Internal error" });
    return { status, httpStatus: httpStatusOf("INTERNAL"), headers: new Headers(), known: false };
  }
  const details = "details" in error ? anysOf(error.details, registry) : [];
  const status = create(StatusSchema, { code: codes[code][0], message: messageOf(error), details });
  const own = "httpStatus" in error && typeof error.httpStatus === "number" ? error.httpStatus : undefined;
  return { status, httpStatus: own ?? httpStatusOf(code), headers: headersOf(code, details), known: true };
}

function codeOf(error: unknown): StatusCode | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(codes, code) ? (code as StatusCode) : undefined;
}

function messageOf(error: object): string {
  return "message" in error && typeof error.message === "string" ? error.message : "";
}

/** Details as RpcError of @hexmart/grpc has them, messages by name and others packed; or as a list of packed ones. */
function anysOf(details: unknown, registry: Registry): Any[] {
  if (typeof details !== "object" || details === null) return [];
  return Object.values(details)
    .flat()
    .flatMap((detail: unknown) => {
      if (!isMessage(detail)) return [];
      if (detail.$typeName === "google.protobuf.Any") return [detail as Any];
      const schema = registry.getMessage(detail.$typeName);
      return schema === undefined ? [] : [anyPack(schema, detail)];
    })
    .filter(({ typeUrl }) => registry.getMessage(typeUrl.slice(typeUrl.lastIndexOf("/") + 1)) !== undefined);
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "$typeName" in value;
}

function headersOf(code: StatusCode, details: readonly Any[]): Headers {
  const headers = new Headers();
  if (code === "UNAUTHENTICATED") headers.set("www-authenticate", "Bearer");
  const retry = details.find((detail) => anyIs(detail, RetryInfoSchema as DescMessage));
  const delay = retry && anyUnpack(retry, RetryInfoSchema)?.retryDelay;
  if (delay) headers.set("retry-after", String(Math.max(0, Number(delay.seconds) + (delay.nanos > 0 ? 1 : 0))));
  return headers;
}
