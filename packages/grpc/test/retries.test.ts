import { describe, expect, it } from "@jest/globals";
import { UnruledService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect, implement, RpcError, serve } from "../src/index.ts";
import { failureOf, serveEcho, stream } from "./echo.ts";

const atOnce = { details: { retryInfo: { retryDelay: {} } } };

/** A handler that is away for its first calls, and asks each time to be called again at once. */
function awayFor(calls: number) {
  const attempts: (string | null)[] = [];
  return {
    attempts,
    async echo(
      { text }: { text: string },
      { requestHeader, responseTrailer }: { requestHeader: Headers; responseTrailer: Headers },
    ) {
      attempts.push(requestHeader.get("grpc-previous-rpc-attempts"));
      responseTrailer.set("x-attempt", String(attempts.length));
      if (attempts.length <= calls) {
        throw new RpcError("UNAVAILABLE", "away", atOnce);
      }
      return { text };
    },
  };
}

describe("a unary call of an idempotent method", () => {
  it("is made again until the server is back, and says how often it was made before", async () => {
    const away = awayFor(2);
    await using echo = await serveEcho({ echo: away.echo });
    expect(await echo.client.echo({ text: "hi" })).toMatchObject({ text: "hi" });
    expect(away.attempts).toEqual([null, "1", "2"]);
  });

  it("fails with the last answer when no try is left", async () => {
    const away = awayFor(9);
    await using echo = await serveEcho({ echo: away.echo });
    expect(await failureOf(echo.client.echo({}))).toMatchObject({ code: "UNAVAILABLE", message: "away" });
    expect(away.attempts).toHaveLength(3);
  });

  it("is one call to its caller: one trailer, one request id", async () => {
    const away = awayFor(1);
    await using echo = await serveEcho({ echo: away.echo });
    const trailers: (string | null)[] = [];
    const onTrailer = (trailer: Headers) => trailers.push(trailer.get("x-attempt"));
    await echo.client.echo({}, { onTrailer, headers: { "x-request-id": "order-1" } });
    expect(trailers).toEqual(["2"]);
    expect(echo.lines).toMatchObject([{ requestId: "order-1" }, { requestId: "order-1" }]);
  });

  it("ends at once when it is cancelled while it waits for its next try", async () => {
    const leaving = new AbortController();
    await using echo = await serveEcho({
      async echo() {
        setImmediate(() => leaving.abort());
        throw new RpcError("UNAVAILABLE", "away", { details: { retryInfo: { retryDelay: { seconds: 3_000n } } } });
      },
    });
    const call = echo.client.echo({}, { signal: leaving.signal, timeoutMs: 10_000_000 });
    expect(await failureOf(call)).toMatchObject({ code: "CANCELLED" });
  });

  it("does not wait for a try that would come after its deadline", async () => {
    await using echo = await serveEcho({
      async echo() {
        throw new RpcError("UNAVAILABLE", "away", { details: { retryInfo: { retryDelay: { seconds: 3_000n } } } });
      },
    });
    expect(await failureOf(echo.client.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("is made again with another token too, where one was refused meanwhile", async () => {
    const codes = ["UNAVAILABLE", "UNAUTHENTICATED", "UNAVAILABLE"] as const;
    let made = 0;
    const invalidated: string[] = [];
    await using echo = await serveEcho({
      async echo({ text }) {
        const code = codes[made];
        made += 1;
        if (code !== undefined) throw new RpcError(code, "no", atOnce);
        return { text };
      },
    });
    using client = echo.connect({
      accessToken: { get: async () => "alice", invalidate: (token) => invalidated.push(token) },
    });
    expect(await client.echo({ text: "hi" })).toMatchObject({ text: "hi" });
    expect(invalidated).toEqual(["alice"]);
  });

  it("is made once where the client is told so", async () => {
    const away = awayFor(1);
    await using echo = await serveEcho({ echo: away.echo }, { client: { retries: "none" } });
    expect(await failureOf(echo.client.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    expect(away.attempts).toHaveLength(1);
  });
});

describe("a call that might do something twice", () => {
  it("is made once: the contract does not say that it is idempotent", async () => {
    let made = 0;
    const away = (): never => {
      made += 1;
      throw new RpcError("UNAVAILABLE", "away", atOnce);
    };
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const services = [implement(UnruledService, { forget: away, remember: away })];
    await using server = await serve({ address: "127.0.0.1:0", services, auth: "none", logger });
    using client = connect(UnruledService, { address: server.address });
    expect(await failureOf(client.forget({}))).toMatchObject({ code: "UNAVAILABLE" });
    expect(made).toBe(1);
    expect(await failureOf(client.remember({}))).toMatchObject({ code: "UNAVAILABLE" });
    expect(made).toBe(4);
  });

  it("is made once: it is a stream", async () => {
    let made = 0;
    await using echo = await serveEcho({
      async collect() {
        made += 1;
        throw new RpcError("UNAVAILABLE", "away", atOnce);
      },
    });
    expect(await failureOf(echo.client.collect(stream({ username: "alice" })))).toMatchObject({ code: "UNAVAILABLE" });
    expect(made).toBe(1);
  });
});
