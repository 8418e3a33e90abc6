import type { DescMessage, DescMethod, Message } from "@bufbuild/protobuf";
import { fromBinary } from "@bufbuild/protobuf";
import { context } from "@opentelemetry/api";
import { encode } from "../encode.ts";
import type { EngineMethod } from "../engine/port.ts";
import type { AnyHandler } from "../implement.ts";
import { currentContext } from "../rpc-context.ts";
import { RpcError } from "../rpc-error.ts";
import { InboundCall } from "./inbound-call.ts";
import type { Chain } from "./interceptor.ts";

/** A method ready to be called: all that does not change from call to call. */
type Method = { readonly desc: DescMethod; readonly handler: AnyHandler; readonly chain: Chain };

/** Tells who is interested (a drain) that a call has come, and that its handler has returned. */
export type CallTracker = { started(call: InboundCall): void; settled(call: InboundCall): void };

function decode(desc: DescMessage, bytes: Uint8Array): Message {
  try {
    return fromBinary(desc, bytes);
  } catch (cause) {
    throw new RpcError("INVALID_ARGUMENT", `Cannot read the request: it is not a ${desc.typeName}`, { cause });
  }
}

function check(call: InboundCall, method: Method, bytes: Uint8Array): Message {
  const message = decode(method.desc.input, bytes);
  for (const step of method.chain.message) {
    step(call, message);
  }
  return message;
}

/** The one request of a call whose caller does not stream. */
function checkOne(call: InboundCall, method: Method, bytes: Uint8Array | undefined): Message {
  if (bytes === undefined) {
    throw new RpcError("UNIMPLEMENTED", `Cannot answer ${method.desc.name}: the caller sent no request message`);
  }
  return check(call, method, bytes);
}

/** The requests of a call whose caller streams. It throws once the call has ended, so that a handler's loop ends too. */
async function* readAll(call: InboundCall, method: Method): AsyncGenerator<Message> {
  for (;;) {
    const bytes = await call.wire.read();
    if (call.error !== undefined) {
      throw call.error;
    }
    if (bytes === undefined) {
      return;
    }
    let message: Message;
    try {
      message = check(call, method, bytes);
    } catch (thrown) {
      // A refused message ends the call whatever the handler makes of the error.
      const error = method.chain.translate(call, thrown);
      call.fail(error);
      throw error;
    }
    yield message;
  }
}

/** Runs a step of a handler inside of its call, and of its call's span: what it calls inherits from both. */
function inside<A extends unknown[], R>(call: InboundCall, step: (...args: A) => R, ...args: A): R {
  return call.trace === undefined
    ? currentContext.run(call, step, ...args)
    : context.with(call.trace, () => currentContext.run(call, step, ...args));
}

/** Sends what a handler's iterable yields, each step in the context of the call, no faster than the caller reads. */
async function sendAll(call: InboundCall, method: Method, responses: AsyncIterable<unknown>): Promise<void> {
  const iterator = inside(call, () => responses[Symbol.asyncIterator]());
  const next = () => iterator.next();
  let open = false;
  try {
    while (!call.ended) {
      open = false;
      const result = await inside(call, next);
      if (result.done === true) {
        return;
      }
      open = true;
      const wait = call.write(encode(method.desc.output, result.value));
      if (wait !== undefined) {
        await wait;
      }
    }
  } finally {
    if (open) {
      // The caller has gone, or what was yielded cannot be sent: lets the handler's finally blocks run.
      await inside(call, async () => iterator.return?.());
    }
  }
}

type Run = (call: InboundCall, method: Method) => Promise<void>;

const runs: Readonly<Record<DescMethod["methodKind"], Run>> = {
  async unary(call, method) {
    const bytes = await call.wire.read();
    if (!call.ended) {
      const request = checkOne(call, method, bytes);
      const response = await inside(call, method.handler, request, call);
      if (!call.ended) {
        call.respond(encode(method.desc.output, response));
      }
    }
  },

  async client_streaming(call, method) {
    const response = await inside(call, method.handler, readAll(call, method), call);
    if (!call.ended) {
      call.respond(encode(method.desc.output, response));
    }
  },

  async server_streaming(call, method) {
    const bytes = await call.wire.read();
    if (!call.ended) {
      const request = checkOne(call, method, bytes);
      const responses = inside(call, method.handler, request, call);
      await sendAll(call, method, responses as AsyncIterable<unknown>);
      call.complete();
    }
  },

  async bidi_streaming(call, method) {
    const responses = inside(call, method.handler, readAll(call, method), call);
    await sendAll(call, method, responses as AsyncIterable<unknown>);
    call.complete();
  },
};

/** Takes the steps that come before the first message; a promise where one of them has to wait, which most never do. */
function start(call: InboundCall, steps: Chain["start"], from = 0): Promise<void> | undefined {
  for (let at = from; at < steps.length; at += 1) {
    const wait = steps[at]?.(call);
    if (wait !== undefined) {
      return wait.then(() => (call.ended ? undefined : start(call, steps, at + 1)));
    }
  }
  return undefined;
}

async function answer(call: InboundCall, method: Method, run: Run, tracker: CallTracker): Promise<void> {
  tracker.started(call);
  try {
    const wait = start(call, method.chain.start);
    if (wait !== undefined) {
      await wait;
      if (call.ended) {
        return;
      }
    }
    await run(call, method);
  } catch (thrown) {
    // Once the call has ended nobody is told: most often it is the end itself that comes back as an error.
    if (!call.ended) {
      call.fail(method.chain.translate(call, thrown));
    }
  } finally {
    tracker.settled(call);
  }
}

/** The method as the engine calls it. */
export function toEngineMethod(
  desc: DescMethod,
  handler: AnyHandler,
  chain: Chain,
  tracker: CallTracker,
): EngineMethod {
  const method: Method = { desc, handler, chain };
  const run = runs[desc.methodKind];
  return {
    path: `/${desc.parent.typeName}/${desc.name}`,
    kind: desc.methodKind,
    handle(wire) {
      const call = new InboundCall(wire, desc, chain);
      void answer(call, method, run, tracker);
      return call;
    },
  };
}
