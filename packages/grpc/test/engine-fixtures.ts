import type {
  Engine,
  EngineChannel,
  EngineChannelOptions,
  EngineClientCall,
  EngineServer,
  EngineServerCall,
  EngineServerOptions,
  MethodKind,
  WireHeaders,
  WireStatus,
} from "../src/engine/port.ts";

/** A server call as a test sees it: with what its listener was told. */
export type SeenCall = {
  readonly call: EngineServerCall;
  /** Resolves to the code that cancelled() was told. */
  readonly cancelled: Promise<number | undefined>;
};

/** The calls of a method, in the order in which they come. */
export type Incoming = { next(): Promise<SeenCall> };

function incomingQueue(): { readonly incoming: Incoming; push(call: SeenCall): void } {
  const calls: SeenCall[] = [];
  const waiting: ((call: SeenCall) => void)[] = [];
  return {
    incoming: {
      next() {
        const call = calls.shift();
        return call === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(call);
      },
    },
    push(call) {
      const waiter = waiting.shift();
      if (waiter === undefined) {
        calls.push(call);
      } else {
        waiter(call);
      }
    },
  };
}

/** The status of an OK end. */
export const ok: WireStatus = { code: 0, message: "OK", trailer: undefined };

/** Far enough for no test to reach it. */
function soon(): number {
  return Date.now() + 20_000;
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(message: Uint8Array | undefined): string | undefined {
  return message === undefined ? undefined : new TextDecoder().decode(message);
}

/** A server with one method of each kind under /test.Engine/, whose calls the test answers itself. */
export async function listen(
  engine: Engine,
  options: Partial<Omit<EngineServerOptions, "methods">> = {},
): Promise<{ readonly server: EngineServer; readonly incoming: Incoming } & AsyncDisposable> {
  const { incoming, push } = incomingQueue();
  const kinds: MethodKind[] = ["unary", "server_streaming", "client_streaming", "bidi_streaming"];
  const server = await engine.listen({
    host: "127.0.0.1",
    port: 0,
    maxMessageBytes: 4 * 1024 * 1024,
    maxHeaderBytes: 16 * 1024,
    connections: { maxStreams: 1_000, maxAgeMs: 60_000, maxAgeGraceMs: 60_000 },
    unknown() {},
    ...options,
    methods: kinds.map((kind) => ({
      path: `/test.Engine/${kind}`,
      kind,
      handle(call) {
        const { promise, resolve } = Promise.withResolvers<number | undefined>();
        push({ call, cancelled: promise });
        return { cancelled: resolve };
      },
    })),
  });
  return {
    server,
    incoming,
    async [Symbol.asyncDispose]() {
      server.destroy();
      await server.close();
    },
  };
}

/** A channel that is closed with its test. */
export function dial(
  engine: Engine,
  address: string,
  options: Partial<EngineChannelOptions> = {},
): { readonly channel: EngineChannel } & Disposable {
  const channel = engine.dial({ address, keepaliveMs: 60_000, maxMessageBytes: 4 * 1024 * 1024, ...options });
  return { channel, [Symbol.dispose]: () => channel.close() };
}

/** A client call with what its listener was told. */
export function call(
  channel: EngineChannel,
  kind: MethodKind,
  options: { header?: WireHeaders; deadline?: number; path?: string } = {},
): { readonly call: EngineClientCall; readonly header: Promise<WireHeaders>; readonly ended: Promise<WireStatus> } {
  const header = Promise.withResolvers<WireHeaders>();
  const ended = Promise.withResolvers<WireStatus>();
  const path = options.path ?? `/test.Engine/${kind}`;
  const made = channel.call({ path, kind }, options.header ?? {}, options.deadline ?? soon(), {
    header: header.resolve,
    ended: ended.resolve,
  });
  return { call: made, header: header.promise, ended: ended.promise };
}

/** Starts a call with one message, as callers that do not stream do. */
export function callWith(
  channel: EngineChannel,
  kind: MethodKind,
  message: Uint8Array,
  options: Parameters<typeof call>[2] = {},
): ReturnType<typeof call> {
  const made = call(channel, kind, options);
  made.call.write(message);
  made.call.end();
  return made;
}
