import { describe, expect, it } from "@jest/globals";
import { type Runtime, start } from "./peer.ts";
import { openRawConnection, prefixed } from "./raw-http2.ts";

describe.each<[Runtime, Runtime]>([
  ["node", "deno"],
  ["deno", "node"],
  ["deno", "deno"],
  ["node", "node"],
])("a server on %s and a client on %s", (serverOn, clientOn) => {
  it("understand each other in each kind of call, and part in peace", async () => {
    await using server = start(serverOn, "peer-server.ts");
    const address = await server.line();
    await using client = start(clientOn, "peer-client.ts", address);
    expect(await client.line()).toBe("hi 1001 a,b A ENOUGH INVALID_ARGUMENT PERMISSION_DENIED");
    expect(await client.exit).toBe(0);
    server.endInput();
    expect(await server.line()).toBe("CANCELLED INVALID_ARGUMENT OK PERMISSION_DENIED");
    expect(await server.exit).toBe(0);
  });
});

describe.each<Runtime>(["node", "deno"])("a server on %s", (runtime) => {
  it("outlives connections by the thousand that break off, half of them with a GOAWAY", async () => {
    await using server = start(runtime, "peer-server.ts");
    const address = await server.line();
    for (let round = 0; round < 50; round += 1) {
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
  });
});
