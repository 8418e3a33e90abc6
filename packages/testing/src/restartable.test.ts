import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { startRestartable } from "./restartable.ts";

/** A server that answers how many were started before it. */
function startCounting() {
  let started = 0;
  return startRestartable(async (address) => {
    const { hostname, port } = new URL(`http://${address}`);
    const answer = String(started++);
    const server = createServer((_, response) => response.end(answer));
    server.listen(Number(port), hostname);
    await once(server, "listening");
    const close = async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    };
    const bound = `${hostname}:${(server.address() as AddressInfo).port}`;
    return { address: bound, drain: close, [Symbol.asyncDispose]: close };
  });
}

describe("startRestartable()", () => {
  it("is away after stop(), and comes back where it was", async () => {
    await using server = await startCounting();
    const ask = async () => (await fetch(`http://${server.address}`)).text();
    expect(await ask()).toBe("0");

    await server.stop();
    await expect(ask()).rejects.toThrow();
    await server.restart();

    expect(await ask()).toBe("1");
  });
});
