import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { recordingLogger } from "@hexmart/testing";
import { type ServeHttpOptions, serveHttp } from "../src/index.ts";

/** A server of the test, on a free port. */
export async function open(options: Partial<ServeHttpOptions> & Pick<ServeHttpOptions, "routes">) {
  const logger = recordingLogger();
  const server = await serveHttp({
    address: "127.0.0.1:0",
    logger,
    health: async () => {},
    drainTimeoutMs: 5_000,
    ...options,
  });
  const port = Number(server.address.split(":").at(-1));
  return {
    logger,
    address: server.address,
    ask: (path: string, init?: RequestInit) => fetch(`http://${server.address}${path}`, init),
    /** Sends bytes, and answers all that comes back until the connection ends. */
    async send(bytes: string): Promise<string> {
      const socket = connect(port, "127.0.0.1");
      socket.write(bytes);
      return text(socket);
    },
    /** A connection on which nothing is said yet. */
    dial: () => connect(port, "127.0.0.1"),
    drain: () => server.drain(),
    [Symbol.asyncDispose]: () => server.drain(),
  };
}

/** A handler that waits to be let go on, and says when it was asked. */
export function gate() {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  return {
    asked: asked.promise,
    release: () => released.resolve(),
    async handler() {
      asked.resolve();
      await released.promise;
      return { done: true };
    },
  };
}
