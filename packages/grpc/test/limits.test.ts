import { describe, expect, it } from "@jest/globals";
import { Health } from "../gen/health/v1/health_pb.ts";
import { connect } from "../src/index.ts";
import { aborted, failureOf, serveEcho } from "./echo.ts";
import { openRawConnection } from "./raw-http2.ts";

describe("a request header over 16 KiB", () => {
  it("is refused, and a call with a smaller one goes through on the same connection", async () => {
    await using echo = await serveEcho({}, { client: { retries: "none" } });
    const large = echo.client.echo({}, { headers: { "x-large": "x".repeat(16 * 1024) } });
    expect(await failureOf(large)).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect(await echo.client.echo({ text: "hi" }, { headers: { "x-large": "x".repeat(8 * 1024) } })).toMatchObject({
      text: "hi",
    });
  });

  it("is what `maxMetadataBytes` says", async () => {
    await using echo = await serveEcho({}, { maxMetadataBytes: 64 * 1024 });
    const header = { "x-large": "x".repeat(48 * 1024) };
    expect(await echo.client.echo({ text: "hi" }, { headers: header })).toMatchObject({ text: "hi" });
  });
});

/** An EchoService with one slot of each kind, whose handlers wait until the test lets them go on. */
async function serveNarrow() {
  const begun = { echo: Promise.withResolvers<void>(), collect: Promise.withResolvers<void>() };
  const { promise: goOn, resolve: finish } = Promise.withResolvers<void>();
  const echo = await serveEcho(
    {
      async echo({ text }, { signal }) {
        begun.echo.resolve();
        await Promise.race([goOn, aborted(signal)]);
        return { text };
      },
      async collect(_requests, { signal }) {
        begun.collect.resolve();
        await aborted(signal);
        return {};
      },
    },
    { limits: { inFlight: 1, streams: 1 }, client: { retries: "none" } },
  );
  return { ...echo, begun, finish };
}

const full = { code: "RESOURCE_EXHAUSTED", details: { errorInfo: { reason: "TOO_MANY_CALLS" } } };

/** A request stream that says nothing and does not end. */
async function* silence(): AsyncGenerator<never> {
  await new Promise(() => {});
}

describe("a server that is full", () => {
  it("refuses the next call at once with a hint when to come back, and takes one when there is room again", async () => {
    await using echo = await serveNarrow();
    const first = echo.client.echo({ text: "first" });
    await echo.begun.echo.promise;
    expect(await failureOf(echo.client.echo({}))).toMatchObject({
      ...full,
      details: { ...full.details, retryInfo: { retryDelay: { nanos: 200_000_000 } } },
    });
    expect(echo.lines).toMatchObject([{ code: "RESOURCE_EXHAUSTED", reason: "TOO_MANY_CALLS" }]);
    echo.finish();
    await first;
    expect(await echo.client.echo({ text: "next" })).toMatchObject({ text: "next" });
  });

  it("has room again when a caller cancels", async () => {
    await using echo = await serveNarrow();
    const leaving = new AbortController();
    const first = failureOf(echo.client.collect(silence(), { signal: leaving.signal }));
    await echo.begun.collect.promise;
    expect(await failureOf(echo.client.countDown({ from: 1 }))).toMatchObject(full);
    leaving.abort();
    await first;
    await echo.until((line) => line.code === "CANCELLED");
    for await (const _ of echo.client.countDown({ from: 1 })) {
      // Being answered is all that counts.
    }
  });

  it("refuses before it looks at the token, and reads nothing", async () => {
    await using echo = await serveNarrow();
    void failureOf(echo.client.collect(silence()));
    await echo.begun.collect.promise;
    await using raw = await openRawConnection(echo.server.address);
    raw.request("/hexmart.grpc.testing.v1.EchoService/Collect", []);
    expect(await echo.until(() => true)).toMatchObject({ reason: "TOO_MANY_CALLS" });
  });

  it("still tells of its health", async () => {
    await using echo = await serveNarrow();
    const first = echo.client.echo({});
    await echo.begun.echo.promise;
    using watcher = connect(Health, { address: echo.server.address });
    expect(await watcher.check({})).toMatchObject({ status: 1 });
    for await (const { status } of watcher.watch({})) {
      expect(status).toBe(1);
      break;
    }
    echo.finish();
    await first;
  });
});
