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
import type { RpcContext } from "./rpc-context.ts";

/** The handler of one method, as its descriptor asks for it. */
export type Handler<M extends DescMethod> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageShape<I>, context: RpcContext) => Promise<MessageInitShape<O>> | MessageInitShape<O>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageShape<I>, context: RpcContext) => AsyncIterable<MessageInitShape<O>>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (
            requests: AsyncIterable<MessageShape<I>>,
            context: RpcContext,
          ) => Promise<MessageInitShape<O>> | MessageInitShape<O>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (requests: AsyncIterable<MessageShape<I>>, context: RpcContext) => AsyncIterable<MessageInitShape<O>>
          : never;

/**
 * The handlers of a service: one for each method, typed from its descriptor. A request is a message, or an async
 * iterable of messages for a client stream; an answer is a message or the plain object to create it from, or an async
 * generator of those for a server stream.
 *
 * @example
 * ```ts
 * const handlers: Handlers<typeof DiscountService> = {
 *   async getDiscount(request) {
 *     return { discount: { code: request.code } };
 *   },
 *   async batchGetDiscounts(request) {
 *     return { notFoundCodes: request.codes };
 *   },
 * };
 * ```
 */
export type Handlers<S extends DescService> = { [K in keyof S["method"]]: Handler<S["method"][K]> };

/** A handler when its types are no longer known. */
export type AnyHandler = (request: unknown, context: RpcContext) => unknown;

const contents = new WeakMap<Implementation, { service: DescService; handlers: ReadonlyMap<string, AnyHandler> }>();

/**
 * A service with its handlers, to be given to serve().
 *
 * @example
 * ```ts
 * const services: Implementation[] = [implement(DiscountService, handlers)];
 * ```
 */
export type Implementation = {
  /** The full name of the service, for example "hexmart.discount.v1.DiscountService". */
  readonly typeName: string;
};

/**
 * Joins a service descriptor and its handlers. Throws a TypeError when a method has no handler.
 *
 * @example
 * ```ts
 * const discounts = implement(DiscountService, {
 *   async getDiscount(request, context) {
 *     return { discount: await app.getDiscount(request.code, context.signal) };
 *   },
 *   async batchGetDiscounts(request) {
 *     return app.batchGetDiscounts(request.codes);
 *   },
 * });
 * ```
 */
export function implement<S extends DescService>(service: S, handlers: Handlers<S>): Implementation {
  const found = new Map<string, AnyHandler>();
  const byName: { readonly [name: string]: unknown } = handlers;
  for (const { localName } of service.methods) {
    const handler = byName[localName];
    if (typeof handler !== "function") {
      throw new TypeError(`Cannot implement ${service.typeName}: method "${localName}" has no handler`);
    }
    found.set(localName, handler.bind(handlers));
  }
  const implementation: Implementation = { typeName: service.typeName };
  contents.set(implementation, { service, handlers: found });
  return implementation;
}

/** What implement() was given. */
export function openImplementation(implementation: Implementation): {
  service: DescService;
  handlers: ReadonlyMap<string, AnyHandler>;
} {
  const content = contents.get(implementation);
  if (content === undefined) {
    throw new TypeError("Cannot serve: `services` takes what implement() returns");
  }
  return content;
}
