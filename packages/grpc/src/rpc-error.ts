import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import {
  BadRequestSchema,
  DebugInfoSchema,
  ErrorInfoSchema,
  HelpSchema,
  LocalizedMessageSchema,
  PreconditionFailureSchema,
  QuotaFailureSchema,
  RequestInfoSchema,
  ResourceInfoSchema,
  RetryInfoSchema,
} from "../gen/google/rpc/error_details_pb.ts";
import type { StatusCode } from "./status-code.ts";
import type { HeadersInit } from "./wire-headers.ts";

/** The standard details of google/rpc/error_details.proto, under the name that RpcError gives each. */
export const detailSchemas = {
  errorInfo: ErrorInfoSchema,
  badRequest: BadRequestSchema,
  preconditionFailure: PreconditionFailureSchema,
  resourceInfo: ResourceInfoSchema,
  retryInfo: RetryInfoSchema,
  quotaFailure: QuotaFailureSchema,
  requestInfo: RequestInfoSchema,
  localizedMessage: LocalizedMessageSchema,
  help: HelpSchema,
  debugInfo: DebugInfoSchema,
} as const;

type DetailSchemas = typeof detailSchemas;

/** The name of a standard detail, for example "badRequest". */
export type DetailName = keyof DetailSchemas;

/** The names of the standard details, in the order in which they are sent. */
export const detailNames = Object.keys(detailSchemas) as DetailName[];

/**
 * What an RpcError says beyond its code and message: the standard google.rpc messages, each at most once. Details of
 * any other type travel in `others`, untouched.
 *
 * @example
 * ```ts
 * const details: ErrorDetails = error.details;
 * for (const violation of details.badRequest?.fieldViolations ?? []) {
 *   console.log(violation.field, violation.description);
 * }
 * ```
 */
export type ErrorDetails = { readonly [K in DetailName]?: MessageShape<DetailSchemas[K]> } & {
  readonly others?: readonly Any[];
};

/** The same as the thrower may write it: plain objects, as for protobuf-es' create(). */
export type ErrorDetailsInit = { readonly [K in DetailName]?: MessageInitShape<DetailSchemas[K]> | undefined } & {
  readonly others?: readonly Any[] | undefined;
};

function createDetail<K extends DetailName>(
  details: { -readonly [N in keyof ErrorDetails]: ErrorDetails[N] },
  name: K,
  init: MessageInitShape<DetailSchemas[K]> | undefined,
): void {
  if (init !== undefined) {
    Object.assign(details, { [name]: create(detailSchemas[name], init) });
  }
}

function createDetails(init: ErrorDetailsInit): ErrorDetails {
  const details: { -readonly [N in keyof ErrorDetails]: ErrorDetails[N] } = {};
  for (const name of detailNames) {
    createDetail(details, name, init[name]);
  }
  if (init.others !== undefined && init.others.length > 0) {
    details.others = init.others;
  }
  return details;
}

/**
 * A call that failed: thrown by handlers to answer with a status, and thrown at callers when a call fails.
 *
 * `details` takes plain objects and holds google.rpc messages. `metadata` holds what the server sent with the error,
 * header and trailer together; a handler may pass some to send. `cause` stays on this side of the wire.
 *
 * @example
 * ```ts
 * throw new RpcError("NOT_FOUND", 'Discount "NOPE" does not exist', {
 *   details: { resourceInfo: { resourceType: "hexmart.discount.v1.Discount", resourceName: "NOPE" } },
 * });
 * ```
 */
export class RpcError extends Error {
  override readonly name = "RpcError";
  /** Why, as a canonical code. */
  readonly code: StatusCode;
  /** The standard details, as protobuf-es messages. */
  readonly details: ErrorDetails;
  /** Header and trailer that came with it, or that go with it. */
  readonly metadata: Headers;

  constructor(
    code: StatusCode,
    message: string,
    options: { details?: ErrorDetailsInit; metadata?: HeadersInit; cause?: unknown } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = options.details === undefined ? {} : createDetails(options.details);
    this.metadata = new Headers(options.metadata);
  }
}

/** The errors that came over the wire, as opposed to those that were made here. */
const received = new WeakSet<RpcError>();

/** Notes that the error is what another server answered. */
export function markReceived(error: RpcError): RpcError {
  received.add(error);
  return error;
}

/** Whether the error is what another server answered: its code then speaks of our call to it, not of a call to us. */
export function isReceived(error: RpcError): boolean {
  return received.has(error);
}
