import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type Relay = {
  /** The URL that it was started for, by way of the relay. */
  readonly url: string;
  /** How many connections it has let through so far, whether or not they are still there. */
  readonly connections: number;
  /** Breaks every connection and lets none through any more: the server behind is away. */
  goDown(): void;
  /** Lets connections through again. */
  comeBack(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A relay before the server of a URL, so that a test can take away a server that others need meanwhile.
 *
 * ```ts
 * await using testing = await testDatabase();
 * await using relay = await startRelay(testing.url);
 * await using database = await openDatabase({ url: relay.url, entities, migrations, logger: silentLogger });
 * relay.goDown();
 * ```
 *
 * @param target names its port, or is a `postgres:` URL.
 */
export async function startRelay(target: string): Promise<Relay> {
  const url = new URL(target);
  const server = { host: url.hostname, port: Number(url.port || 5432) };
  const sockets = new Set<Socket>();
  let down = false;
  let connections = 0;
  const relay = createServer((caller) => {
    if (down) return caller.destroy();
    connections++;
    const callee = connect(server);
    for (const [socket, other] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      sockets.add(socket);
      // A connection that breaks is what the relay is for.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.end();
      });
    }
    caller.pipe(callee).pipe(caller);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  url.hostname = "127.0.0.1";
  url.port = String((relay.address() as AddressInfo).port);

  function breakConnections(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: url.href,
    get connections() {
      return connections;
    },
    goDown() {
      down = true;
      breakConnections();
    },
    comeBack() {
      down = false;
    },
    async [Symbol.asyncDispose]() {
      breakConnections();
      relay.close();
      await once(relay, "close");
    },
  };
}
