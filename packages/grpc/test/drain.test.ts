import { describe, expect, it } from "@jest/globals";
import { aborted, failureOf, serveEcho } from "./echo.ts";

describe("drain()", () => {
  it("lets the calls under way finish, and takes no more", async () => {
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    const { promise: goOn, resolve: finish } = Promise.withResolvers<void>();
    await using echo = await serveEcho({
      async echo({ text }) {
        begin();
        await goOn;
        return { text };
      },
    });
    const call = echo.client.echo({ text: "still here" });
    await underWay;
    const drained = echo.server.drain();
    using late = echo.connect();
    expect(await failureOf(late.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    finish();
    expect(await call).toMatchObject({ text: "still here" });
    await drained;
  });

  it("ends with UNAVAILABLE what does not finish in time, and aborts its signal", async () => {
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
    await using echo = await serveEcho(
      {
        async echo(_request, { signal }) {
          begin();
          await aborted(signal);
          end(signal.reason);
          return {};
        },
        async *countDown() {
          yield { number: 1 };
          await new Promise(() => {});
        },
      },
      { client: { retries: "none" } },
    );
    const call = failureOf(echo.client.echo({}));
    const stream = failureOf(echo.client.countDown({}));
    await underWay;
    await echo.server.drain({ timeoutMs: 20 });
    expect(await call).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("shutting down") });
    expect(await stream).toMatchObject({
      code: "UNAVAILABLE",
      details: {
        errorInfo: { reason: "SERVER_DRAINING", domain: "hexmart.dev" },
        retryInfo: { retryDelay: { nanos: 100_000_000 } },
      },
    });
    expect(await ended).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("is the same drain however often it is called", async () => {
    await using echo = await serveEcho();
    await echo.client.echo({});
    const drained = echo.server.drain();
    expect(echo.server.drain({ timeoutMs: 1 })).toBe(drained);
    await drained;
    await echo.server.drain();
  });

  it("does not wait for clients that keep their connection", async () => {
    await using echo = await serveEcho();
    using idle = echo.connect();
    await idle.echo({});
    await echo.server.drain({ timeoutMs: 60_000 });
  });

  it("waits for a handler that still works after its caller has gone", async () => {
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    let worked = false;
    const caller = new AbortController();
    await using echo = await serveEcho({
      async echo(_request, { signal }) {
        begin();
        await aborted(signal);
        await new Promise((resolve) => setImmediate(resolve));
        worked = true;
        return {};
      },
    });
    const call = failureOf(echo.client.echo({}, { signal: caller.signal }));
    await underWay;
    caller.abort();
    await call;
    await echo.until((line) => line.code === "CANCELLED");
    await echo.server.drain();
    expect(worked).toBe(true);
  });
});
