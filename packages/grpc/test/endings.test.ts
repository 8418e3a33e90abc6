import { describe, expect, it } from "@jest/globals";
import { RpcError } from "../src/index.ts";
import { aborted, failureOf, serveEcho, stream } from "./echo.ts";
import { openRawConnection, prefixed } from "./raw-http2.ts";

describe("a call that its caller cancels", () => {
  it("fails with CANCELLED, and aborts the handler's signal", async () => {
    const caller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<unknown>();
    await using echo = await serveEcho({
      async echo(_request, { signal }) {
        caller.abort(new Error("the user has left"));
        await aborted(signal);
        resolve(signal.reason);
        return {};
      },
    });
    const failure = await failureOf(echo.client.echo({}, { signal: caller.signal }));
    expect(failure).toMatchObject({ code: "CANCELLED", cause: { message: "the user has left" } });
    expect(await ended).toMatchObject({ code: "CANCELLED" });
    expect(await echo.until(() => true)).toMatchObject({ code: "CANCELLED" });
  });

  it("does not begin where its signal has aborted before", async () => {
    await using echo = await serveEcho();
    expect(await failureOf(echo.client.echo({}, { signal: AbortSignal.abort() }))).toMatchObject({ code: "CANCELLED" });
    expect(echo.lines).toEqual([]);
  });

  it("fails with DEADLINE_EXCEEDED where its signal is a timeout", async () => {
    await using echo = await serveEcho({ echo: (_request, { signal }) => aborted(signal).then(() => ({})) });
    const signal = AbortSignal.timeout(30);
    expect(await failureOf(echo.client.echo({}, { signal }))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });
});

describe("a loop over a server stream that is left", () => {
  it("cancels the call, and runs the handler's finally", async () => {
    const { promise: cleanedUp, resolve } = Promise.withResolvers<unknown>();
    await using echo = await serveEcho({
      async *countDown(_request, { signal }) {
        try {
          for (let number = 0; ; number += 1) {
            yield { number, padding: new Uint8Array(10_000) };
          }
        } finally {
          resolve(signal.reason);
        }
      },
    });
    for await (const { number } of echo.client.countDown({ from: 0 })) {
      if (number === 3) {
        break;
      }
    }
    expect(await cleanedUp).toMatchObject({ code: "CANCELLED" });
    expect(await echo.until(() => true)).toMatchObject({ code: "CANCELLED" });
  });

  it("lets a handler go that waits for nothing", async () => {
    const { promise: cleanedUp, resolve } = Promise.withResolvers<void>();
    await using echo = await serveEcho({
      async *countDown(_request, { signal }) {
        yield { number: 1 };
        await aborted(signal);
        resolve();
      },
    });
    for await (const _ of echo.client.countDown({ from: 0 })) {
      break;
    }
    await cleanedUp;
  });
});

describe("a request stream", () => {
  it("whose iterable throws cancels the call, which fails with that very error", async () => {
    const { promise: seen, resolve } = Promise.withResolvers<unknown>();
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    await using echo = await serveEcho({
      async collect(requests) {
        try {
          for await (const _ of requests) {
            begin();
          }
        } catch (error) {
          resolve(error);
        }
        return {};
      },
    });
    const broken = new Error("the file has vanished");
    async function* requests() {
      yield { username: "alice" };
      await underWay;
      throw broken;
    }
    expect(await failureOf(echo.client.collect(requests()))).toBe(broken);
    expect(await seen).toMatchObject({ code: "CANCELLED" });
  });

  it("that is not wanted to its end is left, even while it waits", async () => {
    await using echo = await serveEcho({
      async collect(requests) {
        for await (const { note } of requests) {
          return { notes: note, count: 1 };
        }
        return {};
      },
    });
    async function* requests() {
      yield { username: "alice", note: "enough" };
      await new Promise(() => {});
    }
    expect(await echo.client.collect(requests())).toMatchObject({ notes: "enough" });
  });

  it("of a conversation that its handler leaves ends with the handler's status", async () => {
    await using echo = await serveEcho({
      async *chat(requests) {
        for await (const { text } of requests) {
          yield { text };
          break;
        }
        throw new RpcError("OUT_OF_RANGE", "one is enough");
      },
    });
    let left = false;
    async function* requests() {
      try {
        for (;;) {
          yield { text: "again" };
        }
      } finally {
        left = true;
      }
    }
    expect(await failureOf(echo.client.chat(requests()))).toMatchObject({ code: "OUT_OF_RANGE" });
    await echo.client.echo({});
    expect(left).toBe(true);
  });
});

describe("a deadline", () => {
  it("ends a unary call on both sides", async () => {
    const { promise: ended, resolve } = Promise.withResolvers<unknown>();
    await using echo = await serveEcho({
      async echo(_request, { signal, deadline }) {
        expect(deadline.getTime() - Date.now()).toBeLessThanOrEqual(50);
        await aborted(signal);
        resolve(signal.reason);
        return {};
      },
    });
    expect(await failureOf(echo.client.echo({}, { timeoutMs: 50 }))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await ended;
  });

  it("ends a client stream that never does, where its caller set none", async () => {
    await using echo = await serveEcho({}, { timeouts: { streamMs: 30 } });
    await using raw = await openRawConnection(echo.server.address);
    raw.request("/hexmart.grpc.testing.v1.EchoService/Collect", [["authorization", "Bearer alice~echo.write"]]);
    raw.data(prefixed(new Uint8Array()));
    // The owner rule would refuse the empty message; without one the stream just stays open.
    expect(await echo.until(() => true)).toMatchObject({ code: "PERMISSION_DENIED" });
    await using silent = await openRawConnection(echo.server.address);
    silent.request("/hexmart.grpc.testing.v1.EchoService/Collect", [["authorization", "Bearer alice~echo.write"]]);
    expect(await echo.until((line) => line.code === "DEADLINE_EXCEEDED")).toMatchObject({ clientId: "alice" });
  });

  it("of the server ends a call whose caller asks for more", async () => {
    await using echo = await serveEcho(
      { echo: (_request, { signal }) => aborted(signal).then(() => ({})) },
      { timeouts: { unaryMs: 30 } },
    );
    expect(await failureOf(echo.client.echo({}, { timeoutMs: 60_000 }))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(await echo.until(() => true)).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  it("ends a call whose token does not come", async () => {
    await using echo = await serveEcho();
    using client = echo.connect({ accessToken: () => new Promise(() => {}) });
    expect(await failureOf(client.echo({}, { timeoutMs: 30 }))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  it("that nobody can read is refused", async () => {
    await using echo = await serveEcho();
    await using raw = await openRawConnection(echo.server.address);
    raw.request("/hexmart.grpc.testing.v1.EchoService/Echo", [["grpc-timeout", "10Sx"]]);
    expect(await echo.until(() => true)).toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

describe("back-pressure", () => {
  it("stops a handler that yields faster than its caller reads", async () => {
    let yielded = 0;
    await using echo = await serveEcho({
      async *countDown() {
        for (; yielded < 5_000; yielded += 1) {
          yield { padding: new Uint8Array(8 * 1024) };
        }
      },
    });
    let read = 0;
    for await (const _ of echo.client.countDown({ from: 0 })) {
      read += 1;
      if (read === 1) {
        // Round trips as a clock: time enough to send everything, were nothing holding it back.
        for (let turn = 0; turn < 100; turn += 1) {
          await echo.client.echo({});
        }
        expect(yielded).toBeLessThan(200);
      }
    }
    expect(read).toBe(5_000);
  });

  it("stops a caller that sends faster than the handler reads", async () => {
    let sent = 0;
    const { promise: begin, resolve } = Promise.withResolvers<void>();
    await using echo = await serveEcho({
      async collect(requests) {
        await begin;
        let count = 0;
        for await (const _ of requests) {
          count += 1;
        }
        return { count };
      },
    });
    async function* requests() {
      for (; sent < 2_000; sent += 1) {
        yield { username: "alice", note: "x".repeat(16_000) };
      }
    }
    const collecting = echo.client.collect(requests());
    for (let turn = 0; turn < 100; turn += 1) {
      await echo.client.echo({});
    }
    expect(sent).toBeLessThan(500);
    resolve();
    expect(await collecting).toMatchObject({ count: 2_000 });
  });

  it("keeps conversations alive whose both sides are full", async () => {
    await using echo = await serveEcho();
    const texts = Array.from({ length: 500 }, (_, index) => ({ text: String(index).padEnd(2_000, "x") }));
    let answers = 0;
    for await (const _ of echo.client.chat(stream(...texts))) {
      answers += 1;
    }
    expect(answers).toBe(500);
  });
});
