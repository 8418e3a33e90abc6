import type { DescMethod, Message, MessageInitShape } from "@bufbuild/protobuf";
import { fromBinary } from "@bufbuild/protobuf";
import { encode } from "../encode.ts";
import { RpcError } from "../rpc-error.ts";
import type { CallOptions } from "./client.ts";
import { OutboundCall } from "./outbound-call.ts";
import type { Route } from "./route.ts";
import { callUntilAnswered } from "./tries.ts";

type Init = MessageInitShape<DescMethod["input"]>;
/** Calls a method of one kind. The request is what that kind takes: a message, or an iterable of messages. */
export type Invoke = (method: DescMethod, route: Route, request: never, options: CallOptions) => unknown;

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
        await call.write(encode(method.input, result.value));
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

/** How a method of each kind is called. */
export const invokes = {
  unary(method: DescMethod, route: Route, request: Init, options: CallOptions): Promise<Message> {
    const message = encode(method.input, request);
    return callUntilAnswered(route, options, async (call, earlier) => {
      await call.start(route, method, earlier);
      sendOne(call, message);
      return readOne(call, method);
    });
  },

  server_streaming(method: DescMethod, route: Route, request: Init, options: CallOptions): AsyncIterable<Message> {
    return readAll(method, route, options, (call) => sendOne(call, encode(method.input, request)));
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
