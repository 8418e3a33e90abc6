import { describe, expect, it } from "@jest/globals";
import { type Runtime, start } from "./peer.ts";

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
