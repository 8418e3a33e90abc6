import { describe, expect, it } from "@jest/globals";
import { failureOf, serveEcho, stream } from "./echo.ts";

const long = "la ".repeat(100_000);

describe('a client with compression: "gzip"', () => {
  it("compresses its requests and is answered in kind, in each kind of call", async () => {
    const encodings: (string | null)[] = [];
    await using echo = await serveEcho(
      {
        async echo({ text }, { requestHeader }) {
          encodings.push(requestHeader.get("grpc-encoding"));
          return { text };
        },
      },
      { client: { compression: "gzip" } },
    );
    expect(await echo.client.echo({ text: long })).toMatchObject({ text: long });
    expect(encodings).toEqual(["gzip"]);
    let bytes = 0;
    for await (const { padding } of echo.client.countDown({ from: 9, padding: 65_536 })) {
      bytes += padding.byteLength;
    }
    expect(bytes).toBe(10 * 65_536);
    const notes = stream({ username: "alice", note: "a" }, { username: "alice", note: "b".repeat(5_000) });
    expect(await echo.client.collect(notes)).toMatchObject({ count: 2, notes: `a,${"b".repeat(5_000)}` });
    for await (const { text } of echo.client.chat(stream({ text: "x".repeat(5_000) }))) {
      expect(text).toBe("X".repeat(5_000));
    }
  });

  it("does not get more past a server's limit than without it", async () => {
    await using echo = await serveEcho({}, { client: { compression: "gzip" }, maxMessageBytes: 64 * 1024 });
    expect(await failureOf(echo.client.echo({ text: long }))).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect(echo.lines).toMatchObject([{ code: "RESOURCE_EXHAUSTED" }]);
  });

  it("does not take more than its own limit", async () => {
    await using echo = await serveEcho({}, { client: { compression: "gzip", maxMessageBytes: 64 * 1024 } });
    expect(await failureOf(echo.client.echo({ text: long }))).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  it("is told of errors as without it", async () => {
    await using echo = await serveEcho({}, { client: { compression: "gzip" } });
    expect(await failureOf(echo.client.echo({ person: { name: "" } }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field: "person.name" }] } },
    });
  });
});
