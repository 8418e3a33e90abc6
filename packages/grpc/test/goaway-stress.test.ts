import { createServer, type Http2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { type Runtime, start } from "./peer.ts";
import { openRawConnection, prefixed } from "./raw-http2.ts";

/** Of twenty connections at once. GOAWAY_ROUNDS=2500 makes it a test of minutes, as each night. */
const rounds = Number(process.env.GOAWAY_ROUNDS ?? 50);
/** A client dials, calls and hangs up each time, which takes longer than to break off. */
const dials = Math.ceil(rounds / 5);
const limitMs = 30_000 + rounds * 200;

describe.each<Runtime>(["node", "deno"])("a server on %s", (runtime) => {
  it(
    "outlives connections by the thousand that break off, half of them with a GOAWAY",
    async () => {
      await using server = start(runtime, "peer-server.ts");
      const address = await server.line();
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          Array.from({ length: 20 }, async (_, index) => {
            await using raw = await openRawConnection(address);
            if (index % 3 > 0) {
              raw.request("/hexmart.grpc.testing.v1.EchoService/Echo", []);
              raw.data(prefixed(new Uint8Array()), { end: index % 3 === 2 });
            }
            if (index % 2 === 0) {
              raw.goAway();
            }
          }),
        );
      }
      server.endInput();
      await server.line();
      expect(await server.exit).toBe(0);
    },
    limitMs,
  );
});

describe.each<Runtime>(["node", "deno"])("a client on %s", (runtime) => {
  it(
    "outlives a server that says GOAWAY to every connection: below a call, and when nothing is going on",
    async () => {
      await using server = await startLeavingServer();

      await using client = start(runtime, "peer-dialling-client.ts", server.address, String(dials));

      expect(await client.line()).toBe(`dialled ${dials * 20}`);
      expect(await client.exit).toBe(0);
      expect(server.goneAway()).toBeGreaterThan(dials);
    },
    limitMs,
  );
});

/** A server that answers each second connection's call, and leaves every connection by a GOAWAY. */
async function startLeavingServer() {
  const sessions = new Set<Http2Session>();
  let connections = 0;
  let gone = 0;
  const server = createServer();
  server.on("session", (session) => {
    const answers = connections++ % 2 === 0;
    const leave = () => {
      if (session.destroyed) return;
      gone += 1;
      session.goaway();
      session.close();
    };
    sessions.add(session);
    session.on("error", () => {}).on("close", () => sessions.delete(session));
    session.on("stream", (stream) => {
      stream.on("error", () => {});
      if (!answers) return leave();
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.on("close", leave);
      stream.end(prefixed(new Uint8Array()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    goneAway: () => gone,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
