import type { DescMethod, DescService, Message, MessageInitShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { parseAddress } from "../address.ts";
import { grpcJs } from "../engine/grpc-js/engine.ts";
import type { Engine } from "../engine/port.ts";
import { RpcError } from "../rpc-error.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { CallOptions, Client } from "./client.ts";
import type { Route } from "./outbound-call.ts";
import { OutboundCall } from "./outbound-call.ts";

/**
 * What connect() needs.
 *
 * @example
 * ```ts
 * const options: ConnectOptions = {
 *   address: "127.0.0.1:50053",
 *   accessToken: createTokenSource({ issuer, clientId, privateKey, resource, scopes }),
 *   timeoutMs: 2_000,
 * };
 * ```
 */
export type ConnectOptions = {
  /** "host:port". */
  readonly address: string;
  /**
   * Obtains the access token for a call; called for each, so it should cache. With `invalidate`, it hears of a token that
   * the server refused, and a unary call is then tried once more with another: nothing of it had been carried out.
   */
  readonly accessToken?: AccessTokens | AccessTokens["get"];
  /** How long a unary call may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** How long a call that streams may take, in milliseconds. Default: 300,000. */
  readonly streamTimeoutMs?: number;
  /** The largest response message in bytes. Default: 4 MiB. */
  readonly maxMessageBytes?: number;
};

type Init = MessageInitShape<DescMethod["input"]>;
type Invoke = (method: DescMethod, route: Route, request: never, options: CallOptions) => unknown;

function encode(method: DescMethod, request: Init): Uint8Array {
  return toBinary(method.input, create(method.input, request));
}

function decode(call: OutboundCall, method: DescMethod, bytes: Uint8Array): Message {
  try {
    return fromBinary(method.output, bytes);
  } catch (cause) {
    const error = new RpcError("INTERNAL", `Cannot read the response: it is not a ${method.output.typeName}`, {
      cause,
    });
    call.giveUp(error);
    throw error;
  }
}

/** The iterable may wait for something that never comes, while the server has long answered: then undefined. */
function nextUntilOver<T>(call: OutboundCall, iterator: AsyncIterator<T>): Promise<IteratorResult<T> | undefined> {
  return new Promise((resolve, reject) => {
    const unwatch = call.onOver(() => resolve(undefined));
    iterator.next().then(resolve, reject).finally(unwatch);
  });
}

/** Sends what the caller's iterable yields. An error of the iterable becomes what the call fails with. */
async function sendAll(call: OutboundCall, method: DescMethod, requests: AsyncIterable<Init>): Promise<void> {
  try {
    const iterator = requests[Symbol.asyncIterator]();
    while (!call.over) {
      const result = await nextUntilOver(call, iterator);
      if (result?.done === true) {
        call.end();
        return;
      }
      if (result !== undefined) {
        await call.write(encode(method, result.value));
      }
    }
    // Not awaited: it waits for the next() that is under way.
    iterator.return?.().catch(() => {});
  } catch (thrown) {
    call.giveUp(thrown);
  }
}

/** The one response of a call whose server does not stream. */
async function readOne(call: OutboundCall, method: DescMethod): Promise<Message> {
  const bytes = await call.read();
  if (bytes !== undefined) {
    await call.whenOver();
  }
  call.throwIfFailed();
  if (bytes === undefined) {
    throw new RpcError("UNIMPLEMENTED", `Cannot read the response: ${method.name} answered OK without a message`);
  }
  return decode(call, method, bytes);
}

/** The responses of a call whose server streams. The call starts with the first next(), and return() cancels it. */
async function* readAll(
  method: DescMethod,
  route: Route,
  options: CallOptions,
  send: (call: OutboundCall) => void,
): AsyncGenerator<Message> {
  const call = new OutboundCall(route, options);
  await call.start(route, method);
  try {
    send(call);
    for (;;) {
      const bytes = await call.read();
      if (bytes === undefined) {
        call.throwIfFailed();
        return;
      }
      yield decode(call, method, bytes);
    }
  } finally {
    call.giveUp(undefined);
  }
}

function sendOne(call: OutboundCall, message: Uint8Array): void {
  call.write(message);
  call.end();
}

const invokes = {
  async unary(method: DescMethod, route: Route, request: Init, options: CallOptions): Promise<Message> {
    const message = encode(method, request);
    const attempt = async (call: OutboundCall): Promise<Message> => {
      await call.start(route, method);
      sendOne(call, message);
      return readOne(call, method);
    };
    const call = new OutboundCall(route, options);
    try {
      return await attempt(call);
    } catch (error) {
      if (!call.tokenRefused) {
        throw error;
      }
      return attempt(new OutboundCall(route, options));
    }
  },

  server_streaming(method: DescMethod, route: Route, request: Init, options: CallOptions): AsyncIterable<Message> {
    return readAll(method, route, options, (call) => sendOne(call, encode(method, request)));
  },

  async client_streaming(
    method: DescMethod,
    route: Route,
    requests: AsyncIterable<Init>,
    options: CallOptions,
  ): Promise<Message> {
    const call = new OutboundCall(route, options);
    await call.start(route, method);
    void sendAll(call, method, requests);
    return readOne(call, method);
  },

  bidi_streaming(
    method: DescMethod,
    route: Route,
    requests: AsyncIterable<Init>,
    options: CallOptions,
  ): AsyncIterable<Message> {
    return readAll(method, route, options, (call) => void sendAll(call, method, requests));
  },
} satisfies Record<DescMethod["methodKind"], Invoke>;

/**
 * Makes a client of a service. It connects at the first call and again whenever it must; disposing of it ends its calls.
 * Inside a handler its calls inherit deadline, cancellation and request id of the call being answered.
 *
 * @example
 * ```ts
 * using discounts = connect(DiscountService, { address: "127.0.0.1:50053" });
 * const { discount } = await discounts.getDiscount({ code: "CODE_100" });
 * ```
 */
export function connect<S extends DescService>(service: S, options: ConnectOptions): Client<S> & Disposable {
  return connectBy(grpcJs, service, options);
}

/** connect() by any engine. */
export function connectBy<S extends DescService>(
  engine: Engine,
  service: S,
  options: ConnectOptions,
): Client<S> & Disposable {
  if (parseAddress(options.address) === undefined) {
    throw new Error(`Cannot connect to "${options.address}": an address is host:port, for example 127.0.0.1:50051`);
  }
  const channel = engine.dial({
    address: options.address,
    maxMessageBytes: options.maxMessageBytes ?? 4 * 1024 * 1024,
  });
  const { timeoutMs = 10_000, streamTimeoutMs = 300_000 } = options;
  const accessToken = typeof options.accessToken === "function" ? { get: options.accessToken } : options.accessToken;
  const client: Record<string | symbol, unknown> = { [Symbol.dispose]: () => channel.close() };
  for (const method of service.methods) {
    const route = { channel, accessToken, timeoutMs: method.methodKind === "unary" ? timeoutMs : streamTimeoutMs };
    const invoke: Invoke = invokes[method.methodKind];
    client[method.localName] = (request: never, callOptions: CallOptions = {}) =>
      invoke(method, route, request, callOptions);
  }
  return client as Client<S> & Disposable;
}
