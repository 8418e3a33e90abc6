import { describe, expect, it } from "@jest/globals";
import { ContradictoryService, rule, UnruledService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect, implement, serve } from "../src/index.ts";
import { failureOf, serveEcho, stream, token, verify } from "./echo.ts";
import { openRawConnection } from "./raw-http2.ts";

const auth = { policy: rule, verify };
const unruled = implement(UnruledService, { forget: () => ({}), remember: () => ({}) });

describe("serve() before it listens", () => {
  it("refuses to start where a method does not say who may call it, and names the method", async () => {
    const start = serve({ address: "127.0.0.1:0", services: [unruled], auth });
    await expect(start).rejects.toThrow(
      "Cannot serve: hexmart.grpc.testing.v1.UnruledService.Forget has no policy. State for each method who may call it with option (hexmart.grpc.testing.v1.rule)",
    );
    await expect(start).rejects.not.toThrow("Remember");
  });

  it("refuses to start where policies contradict themselves, and names them all", async () => {
    const contradictory = implement(ContradictoryService, {
      publicWithScope: () => ({}),
      unknownOwner: () => ({}),
      numericOwner: () => ({}),
      anyOwnerOfNothing: () => ({}),
    });
    const start = serve({ address: "127.0.0.1:0", services: [contradictory, unruled], auth });
    for (const method of ["PublicWithScope", "UnknownOwner", "NumericOwner", "AnyOwnerOfNothing", "Forget"]) {
      await expect(start).rejects.toThrow(method);
    }
  });

  it('opens every method where it is told auth: "none"', async () => {
    await using server = await serve({ address: "127.0.0.1:0", services: [unruled], auth: "none", logger: silent });
    using client = connect(UnruledService, { address: server.address });
    await client.forget({});
  });
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe("a call without a valid token", () => {
  it("reaches a public method", async () => {
    await using echo = await serveEcho();
    using anonymous = echo.connect();
    expect((await anonymous.echo({ text: "hi" })).text).toBe("hi");
  });

  it.each([
    ["none", undefined, "TOKEN_MISSING"],
    ["a malformed one", "Bearer two words", "TOKEN_MALFORMED"],
    ["an invalid one", "Bearer forged", "TOKEN_INVALID"],
  ])("is refused: %s", async (_name, authorization, reason) => {
    await using echo = await serveEcho();
    using client = echo.connect();
    const headers = authorization === undefined ? {} : { headers: { authorization } };
    expect(await failureOf(client.countDown({ from: 1 }, headers))).toMatchObject({
      code: "UNAUTHENTICATED",
      details: { errorInfo: { reason, domain: "hexmart.dev" } },
    });
  });

  it("is refused while its upload goes on, of which nothing is read", async () => {
    let read = 0;
    await using echo = await serveEcho({
      async collect(requests) {
        for await (const _ of requests) {
          read += 1;
        }
        return {};
      },
    });
    using anonymous = echo.connect();
    let closed = false;
    async function* endless() {
      try {
        for (;;) {
          yield { username: "alice", note: "x".repeat(10_000) };
        }
      } finally {
        closed = true;
      }
    }
    expect(await failureOf(anonymous.collect(endless()))).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(read).toBe(0);
    await echo.until((line) => line.code === "UNAUTHENTICATED");
    await anonymous.echo({ text: "a round trip later" });
    expect(closed).toBe(true);
  });

  it("is refused when its header holds two tokens, whichever of them is valid", async () => {
    await using echo = await serveEcho();
    await using raw = await openRawConnection(echo.server.address);
    raw.request("/hexmart.grpc.testing.v1.EchoService/CountDown", [
      ["authorization", `Bearer ${token("alice", "echo.read")}`],
      ["authorization", "Bearer forged"],
    ]);
    expect(await echo.until((line) => line.code !== "OK")).toMatchObject({
      code: "UNAUTHENTICATED",
      reason: "TOKEN_MALFORMED",
    });
  });

  it("is asked to try again when tokens cannot be checked", async () => {
    async function away(): Promise<never> {
      throw Object.assign(new Error("the issuer does not answer"), { code: "temporarily_unavailable" });
    }
    await using echo = await serveEcho({}, { auth: { policy: rule, verify: away } });
    expect(await failureOf(echo.client.countDown({ from: 1 }))).toMatchObject({
      code: "UNAVAILABLE",
      details: { retryInfo: { retryDelay: { seconds: 1n } } },
    });
  });
});

describe("a call with a valid token", () => {
  it("reaches its handler, which learns who calls", async () => {
    const principals: unknown[] = [];
    await using echo = await serveEcho({
      async *countDown(_request, { principal }) {
        principals.push(principal);
        yield { number: 0 };
      },
    });
    using client = echo.connect({ accessToken: async () => token("bob", "echo.read") });
    for await (const _ of client.countDown({ from: 0 })) {
      // The handler has run.
    }
    expect(principals).toEqual([{ subject: "bob", clientId: "bob", username: "bob", scopes: ["echo.read"] }]);
  });

  it("is refused where it lacks a scope, which the error names", async () => {
    await using echo = await serveEcho();
    using client = echo.connect({ accessToken: async () => token("bob", "echo.read") });
    expect(await failureOf(client.chat(stream({ text: "hi" })))).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "SCOPE_MISSING", metadata: { scope: "echo.write" } } },
    });
  });

  it("is refused by the owner rule at any message of a stream", async () => {
    await using echo = await serveEcho();
    const mixed = stream({ username: "alice", note: "mine" }, { username: "bob", note: "his" });
    expect(await failureOf(echo.client.collect(mixed))).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "NOT_OWNER", metadata: { field: "username" } } },
    });
  });

  it("is refused by the owner rule even where the handler swallows the error", async () => {
    await using echo = await serveEcho({
      async collect(requests) {
        try {
          for await (const _ of requests) {
            // Goes on until it is refused.
          }
        } catch {
          return { count: 1 };
        }
        return { count: 0 };
      },
    });
    expect(await failureOf(echo.client.collect(stream({ username: "bob" })))).toMatchObject({
      code: "PERMISSION_DENIED",
    });
  });

  it("acts for any owner where its scopes say so", async () => {
    await using echo = await serveEcho();
    using worker = echo.connect({ accessToken: async () => token("a-worker", "echo.write", "echo.any_owner") });
    const notes = stream({ username: "alice", note: "a" }, { username: "bob", note: "b" });
    expect(await worker.collect(notes)).toMatchObject({ count: 2 });
  });

  it("never matches an owner when it is a client's own", async () => {
    await using echo = await serveEcho();
    using worker = echo.connect({ accessToken: async () => token("a-worker", "echo.write") });
    expect(await failureOf(worker.collect(stream({ username: "a-worker" })))).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "NOT_OWNER" } },
    });
  });
});

describe("a client that cannot obtain a token", () => {
  it.each([
    ["for now", "temporarily_unavailable", "UNAVAILABLE"],
    ["at all", "invalid_client", "UNAUTHENTICATED"],
  ])("%s does not call", async (_name, code, expected) => {
    await using echo = await serveEcho();
    const cause = Object.assign(new Error("no token"), { code });
    using client = echo.connect({
      async accessToken() {
        throw cause;
      },
    });
    expect(await failureOf(client.echo({ text: "hi" }))).toMatchObject({ code: expected, cause });
    expect(echo.lines).toEqual([]);
  });
});
