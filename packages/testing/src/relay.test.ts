import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { startRelay } from "./relay.ts";

/** A server that answers what it is told, and the connections that it has. */
async function startEcho() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}/path?query`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function dial(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  return {
    closed: once(
      socket.on("error", () => {}),
      "close",
    ),
    async say(text: string): Promise<string> {
      socket.write(text);
      const [answer] = await once(socket, "data");
      return String(answer);
    },
    hangUp: () => socket.end(),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

describe("startRelay()", () => {
  it("lets through what is said, and keeps the rest of the URL", async () => {
    await using echo = await startEcho();
    await using relay = await startRelay(echo.url);
    using line = dial(relay.url);

    expect(await line.say("hello")).toBe("hello");
    expect(relay.url).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+\/path\?query$/);
    expect(relay.url).not.toBe(echo.url);
  });

  it("breaks what is connected, lets nobody through while it is down, and everybody after, and counts them", async () => {
    await using echo = await startEcho();
    await using relay = await startRelay(echo.url);
    using before = dial(relay.url);
    await before.say("hello");

    relay.goDown();
    await before.closed;
    using during = dial(relay.url);
    await during.closed;
    relay.comeBack();
    using after = dial(relay.url);

    expect(await after.say("hello again")).toBe("hello again");
    expect(relay.connections).toBe(2);
  });

  it("hangs up when the caller does", async () => {
    await using echo = await startEcho();
    await using relay = await startRelay(echo.url);
    using line = dial(relay.url);
    await line.say("hello");
    const [behind] = [...echo.sockets].map((socket) => once(socket, "close"));

    line.hangUp();

    await Promise.all([line.closed, behind]);
  });
});
