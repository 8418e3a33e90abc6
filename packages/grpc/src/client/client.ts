import type {
  DescMethod,
  DescMethodBiDiStreaming,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { HeadersInit } from "../wire-headers.ts";

/**
 * What may be said for one call.
 *
 * @example
 * ```ts
 * const options: CallOptions = { timeoutMs: 500, signal: AbortSignal.any([userLeft, shutdown]) };
 * ```
 */
export type CallOptions = {
  /** Cancels the call, on the server too. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for the end of the call, in milliseconds; never beyond the deadline of a call being answered. */
  readonly timeoutMs?: number | undefined;
  /** Headers to send. Values of `-bin` names are base64. */
  readonly headers?: HeadersInit | undefined;
  /** Gets the response header, before the first message. */
  readonly onHeader?: ((header: Headers) => void) | undefined;
  /** Gets the trailer, when the call has ended. */
  readonly onTrailer?: ((trailer: Headers) => void) | undefined;
};

/** The function that calls one method, as its descriptor asks for it. */
export type ClientMethod<M extends DescMethod> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageInitShape<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (requests: AsyncIterable<MessageInitShape<I>>, options?: CallOptions) => Promise<MessageShape<O>>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (requests: AsyncIterable<MessageInitShape<I>>, options?: CallOptions) => AsyncIterable<MessageShape<O>>
          : never;

/**
 * A client of a service: a function for each method. Unary and client-streaming methods return a promise, the others an
 * async iterable whose call starts when it is iterated and is cancelled when the loop is left. All fail with RpcError.
 *
 * @example
 * ```ts
 * async function worth(discounts: Client<typeof DiscountService>, code: string) {
 *   return (await discounts.getDiscount({ code })).discount;
 * }
 * ```
 */
export type Client<S extends DescService> = { readonly [K in keyof S["method"]]: ClientMethod<S["method"][K]> };
