import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A relay before a server of a URL, which lets nothing through while it is `down`. */
export async function startRelay(target: string) {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const state = { down: false };
  const relay = createServer((caller) => {
    if (state.down) return caller.destroy();
    const server = connect(Number(port), hostname);
    for (const socket of [caller, server]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    caller.pipe(server).pipe(caller);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");

  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((relay.address() as AddressInfo).port);

  function breakConnections() {
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: url.href,
    goDown() {
      state.down = true;
      breakConnections();
    },
    comeBack() {
      state.down = false;
    },
    async [Symbol.asyncDispose]() {
      breakConnections();
      relay.close();
      await once(relay, "close");
    },
  };
}
