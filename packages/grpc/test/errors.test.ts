import { create } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import { RpcError } from "../src/index.ts";
import { failureOf, serveEcho, stream } from "./echo.ts";
import { openRawConnection, prefixed } from "./raw-http2.ts";

class OutOfStock extends Error {}

describe("an RpcError of a handler", () => {
  it("arrives with its code, message, details and metadata", async () => {
    const other = create(AnySchema, { typeUrl: "type.googleapis.com/acme.Custom", value: new Uint8Array([8, 1]) });
    await using echo = await serveEcho({
      async echo() {
        throw new RpcError("NOT_FOUND", 'Text "ä" does not exist', {
          details: {
            errorInfo: { reason: "TEXT_NOT_FOUND", domain: "example.com", metadata: { text: "ä" } },
            resourceInfo: { resourceType: "text", resourceName: "ä" },
            others: [other],
          },
          metadata: { "x-hint": "try another" },
        });
      },
    });
    const error = await failureOf(echo.client.echo({ text: "ä" }));
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      message: 'Text "ä" does not exist',
      details: {
        errorInfo: { $typeName: "google.rpc.ErrorInfo", reason: "TEXT_NOT_FOUND", metadata: { text: "ä" } },
        resourceInfo: { resourceName: "ä" },
        others: [other],
      },
    });
    expect(error instanceof RpcError && error.metadata.get("x-hint")).toBe("try another");
  });

  it("ends a stream after the messages before it", async () => {
    await using echo = await serveEcho({
      async *countDown() {
        yield { number: 2 };
        yield { number: 1 };
        throw new RpcError("ABORTED", "no further");
      },
    });
    const error = await failureOf(echo.client.countDown({ from: 2 }));
    expect(error).toMatchObject({ code: "ABORTED", message: "no further" });
  });
});

describe("any other error of a handler", () => {
  it("is logged in full on the call's one line, and leaves as an opaque INTERNAL with the request id", async () => {
    const thrown = new Error("password=hunter2");
    await using echo = await serveEcho({
      async echo() {
        throw thrown;
      },
    });
    const error = await failureOf(echo.client.echo({ text: "hi" }, { headers: { "x-request-id": "order-17" } }));
    expect(error).toMatchObject({ code: "INTERNAL", details: { requestInfo: { requestId: "order-17" } } });
    expect(JSON.stringify(error)).not.toContain("hunter2");
    expect(echo.lines).toEqual([
      expect.objectContaining({ level: "error", code: "INTERNAL", requestId: "order-17", err: thrown }),
    ]);
  });

  it("is translated by mapError first", async () => {
    await using echo = await serveEcho(
      {
        async echo() {
          throw new OutOfStock("none left");
        },
      },
      {
        mapError: (error) =>
          error instanceof OutOfStock ? new RpcError("FAILED_PRECONDITION", error.message) : undefined,
      },
    );
    expect(await failureOf(echo.client.echo({}))).toMatchObject({ code: "FAILED_PRECONDITION", message: "none left" });
    expect(echo.lines).toEqual([expect.objectContaining({ level: "info", code: "FAILED_PRECONDITION" })]);
  });

  it("is what a handler makes by returning something that is not its response", async () => {
    let left = false;
    await using echo = await serveEcho({
      async *countDown() {
        try {
          yield { number: 1.5 };
        } finally {
          left = true;
        }
      },
    });
    expect(await failureOf(echo.client.countDown({}))).toMatchObject({ code: "INTERNAL" });
    expect(left).toBe(true);
  });
});

describe("a request that breaks the rules of its contract", () => {
  it("is refused with the field, what is wrong and the rule, before the handler sees it", async () => {
    let seen = 0;
    await using echo = await serveEcho({
      async echo() {
        seen += 1;
        return {};
      },
    });
    const error = await failureOf(echo.client.echo({ person: { name: "", nicknames: ["lower"] } }));
    expect(error).toMatchObject({
      code: "INVALID_ARGUMENT",
      details: {
        badRequest: {
          fieldViolations: [
            { field: "person.name", reason: "string.min_len", description: expect.any(String) },
            { field: "person.nicknames[0]", reason: "string.pattern", description: expect.any(String) },
          ],
        },
      },
    });
    expect(seen).toBe(0);
  });

  it("is refused in the middle of a stream", async () => {
    const seen: string[] = [];
    await using echo = await serveEcho({
      async *chat(requests) {
        for await (const { text } of requests) {
          seen.push(text);
          yield { text };
        }
      },
    });
    const error = await failureOf(echo.client.chat(stream({ text: "fine" }, { text: "x".repeat(100_001) })));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", details: { badRequest: {} } });
    expect(seen).toEqual(["fine"]);
  });

  it("is refused when it is no message at all", async () => {
    await using echo = await serveEcho();
    await using raw = await openRawConnection(echo.server.address);
    raw.request("/hexmart.grpc.testing.v1.EchoService/Echo", []);
    raw.data(prefixed(new Uint8Array([0xff, 0xff])), { end: true });
    expect(await echo.until(() => true)).toMatchObject({ level: "info", code: "INVALID_ARGUMENT" });
  });
});

describe("a message over the limit", () => {
  it("is refused by the server, which logs it under its code", async () => {
    await using echo = await serveEcho({}, { maxMessageBytes: 1_000 });
    expect(await failureOf(echo.client.echo({ text: "x".repeat(2_000) }))).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
    });
    expect(await echo.until(() => true)).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  it("is refused by the client", async () => {
    await using echo = await serveEcho({}, { client: { maxMessageBytes: 1_000 } });
    expect(await failureOf(echo.client.echo({ text: "x".repeat(2_000) }))).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
    });
  });

  it("is one over 4 MiB where nothing else is said", async () => {
    await using echo = await serveEcho();
    const text = "x".repeat(3_999_999);
    expect((await echo.client.echo({ text })).text).toHaveLength(3_999_999);
    expect(await failureOf(echo.client.echo({ text: "x".repeat(4 * 1024 * 1024) }))).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
    });
  });
});

describe("the log", () => {
  it("has one line for each call, and nothing of messages or tokens", async () => {
    await using echo = await serveEcho();
    await echo.client.echo({ text: "SECRET-TEXT" });
    await failureOf(echo.client.collect(stream({ username: "SECRET-NAME" })));
    expect(echo.lines).toEqual([
      {
        level: "info",
        message: "call finished",
        method: "hexmart.grpc.testing.v1.EchoService/Echo",
        code: "OK",
        durationMs: expect.any(Number),
        requestId: expect.any(String),
      },
      {
        level: "info",
        message: "call finished",
        method: "hexmart.grpc.testing.v1.EchoService/Collect",
        code: "PERMISSION_DENIED",
        reason: "NOT_OWNER",
        durationMs: expect.any(Number),
        requestId: expect.any(String),
        clientId: "alice",
      },
    ]);
    expect(JSON.stringify(echo.lines)).not.toMatch(/SECRET|echo\.read/);
  });
});
