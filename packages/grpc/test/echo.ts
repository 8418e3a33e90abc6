import { EchoService, rule } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import type { Client, ConnectOptions, Handlers, Principal, ServeOptions, Server } from "../src/index.ts";
import { connect, implement, serve } from "../src/index.ts";
import type { Line } from "./recorded-logger.ts";
import { recordedLogger } from "./recorded-logger.ts";

/** Handlers that do what the contract of EchoService says. */
export const echoHandlers: Handlers<typeof EchoService> = {
  async echo(request) {
    return { text: request.text };
  },
  async *countDown(request) {
    for (let number = request.from; number >= 0; number -= 1) {
      yield { number, padding: new Uint8Array(request.padding) };
    }
  },
  async collect(requests) {
    const notes: string[] = [];
    for await (const { note } of requests) {
      notes.push(note);
    }
    return { notes: notes.join(","), count: notes.length };
  },
  async *chat(requests) {
    for await (const { text } of requests) {
      yield { text: text.toUpperCase() };
    }
  },
};

/**
 * Verifies tokens that are the principal written down: "alice echo.read echo.write". A name that ends in "-worker" is a
 * client that calls for itself.
 */
export async function verify(token: string): Promise<Principal> {
  const [name = "", ...scopes] = token.split("~");
  if (name === "forged") {
    throw Object.assign(new Error("the signature does not match"), { code: "invalid_token" });
  }
  return { subject: name, clientId: name, scopes, ...(name.endsWith("-worker") ? {} : { username: name }) };
}

/** A token for verify(). */
export function token(name: string, ...scopes: string[]): string {
  return [name, ...scopes].join("~");
}

/** Everything that EchoService allows, for alice. */
export const aliceToken = token("alice", "echo.read", "echo.write");

/** An EchoService that listens, a client of it that calls as alice, and what the server logged. */
export async function serveEcho(
  handlers: Partial<Handlers<typeof EchoService>> = {},
  options: Partial<ServeOptions> & { client?: Partial<ConnectOptions> } = {},
): Promise<
  {
    readonly server: Server;
    readonly client: Client<typeof EchoService>;
    readonly lines: readonly Line[];
    until(wanted: (line: Line) => boolean): Promise<Line>;
    connect(options?: Partial<ConnectOptions>): Client<typeof EchoService> & Disposable;
  } & AsyncDisposable
> {
  const { logger, lines, until } = recordedLogger();
  const server = await serve({
    address: "127.0.0.1:0",
    services: [implement(EchoService, { ...echoHandlers, ...handlers })],
    auth: { policy: rule, verify },
    logger,
    ...options,
  });
  const address = server.address;
  const client = connect(EchoService, { address, accessToken: async () => aliceToken, ...options.client });
  return {
    server,
    client,
    lines,
    until,
    connect: (own = {}) => connect(EchoService, { address, ...own }),
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The error that a call fails with. */
export async function failureOf(call: Promise<unknown> | AsyncIterable<unknown>): Promise<unknown> {
  try {
    if (Symbol.asyncIterator in call) {
      for await (const _ of call) {
        // Only the end is of interest.
      }
    } else {
      await call;
    }
  } catch (error) {
    return error;
  }
  throw new Error("Expected the call to fail, but it succeeded");
}

/** A request stream of these messages. */
export async function* stream<T>(...messages: T[]): AsyncGenerator<T> {
  yield* messages;
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener("abort", () => resolve());
  });
}
