import { describe, expect, it } from "@jest/globals";
import { aborted, failureOf, serveEcho, stream } from "./echo.ts";

describe("a request id", () => {
  it("is taken from the caller and answered in the header", async () => {
    await using echo = await serveEcho();
    let answered: string | null = null;
    await echo.client.echo(
      {},
      {
        headers: { "x-request-id": "order-17" },
        onHeader: (header) => {
          answered = header.get("x-request-id");
        },
      },
    );
    expect(answered).toBe("order-17");
    expect(echo.lines).toMatchObject([{ requestId: "order-17" }]);
  });

  it("is answered with errors too", async () => {
    await using echo = await serveEcho();
    using anonymous = echo.connect();
    const failure = failureOf(anonymous.countDown({}, { headers: { "x-request-id": "order-18" } }));
    expect(await failure.then((error) => (error as { metadata: Headers }).metadata.get("x-request-id"))).toBe(
      "order-18",
    );
  });
});

describe("a call made inside a handler", () => {
  it("inherits the request id and what is left of the deadline", async () => {
    let innerDeadline: Date | undefined;
    await using inner = await serveEcho({
      async echo({ text }, { deadline }) {
        innerDeadline = deadline;
        return { text };
      },
    });
    let outerDeadline: Date | undefined;
    await using outer = await serveEcho({
      async echo(request, { deadline }) {
        outerDeadline = deadline;
        return inner.client.echo({ text: request.text });
      },
    });
    await outer.client.echo({ text: "hi" }, { timeoutMs: 5_000, headers: { "x-request-id": "order-19" } });
    expect(inner.lines).toMatchObject([{ requestId: "order-19" }]);
    // The wire rounds to whole milliseconds, and both clocks are this process's.
    expect(innerDeadline?.getTime()).toBeLessThanOrEqual((outerDeadline?.getTime() ?? 0) + 5);
  });

  it("is cancelled with the call that made it", async () => {
    const { promise: innerEnded, resolve } = Promise.withResolvers<void>();
    const caller = new AbortController();
    await using inner = await serveEcho({
      async echo(_request, { signal }) {
        caller.abort();
        await aborted(signal);
        resolve();
        return {};
      },
    });
    await using outer = await serveEcho({ echo: () => inner.client.echo({}) });
    expect(await failureOf(outer.client.echo({}, { signal: caller.signal }))).toMatchObject({ code: "CANCELLED" });
    await innerEnded;
    expect(await inner.until(() => true)).toMatchObject({ code: "CANCELLED" });
  });

  it("fails with DEADLINE_EXCEEDED when the deadline of the call that made it passes", async () => {
    const { promise: failure, resolve } = Promise.withResolvers<unknown>();
    await using inner = await serveEcho({
      echo: (_request, { signal }) => aborted(signal).then(() => ({})),
    });
    await using outer = await serveEcho(
      {
        async echo(_request, { signal }) {
          resolve(await failureOf(inner.client.echo({})));
          await aborted(signal);
          return {};
        },
      },
      // The server's, since a caller's own would race with the reset that the caller sends at it.
      { timeouts: { unaryMs: 50 } },
    );
    expect(await failureOf(outer.client.echo({}))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(await failure).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  it("inherits in every step of a stream's handler, whatever was awaited before it", async () => {
    await using inner = await serveEcho();
    await using outer = await serveEcho({
      async *countDown({ from }) {
        for (let number = from; number >= 0; number -= 1) {
          await inner.client.echo({ text: String(number) });
          yield { number };
        }
      },
      async *chat(requests) {
        for await (const { text } of requests) {
          yield { text: (await inner.client.echo({ text })).text };
        }
      },
      async collect(requests) {
        let count = 0;
        for await (const { note } of requests) {
          await inner.client.echo({ text: note });
          count += 1;
        }
        return { count };
      },
    });
    const options = { headers: { "x-request-id": "order-20" } };
    for await (const _ of outer.client.countDown({ from: 1 }, options)) {
      // Each step makes a call.
    }
    for await (const _ of outer.client.chat(stream({ text: "a" }, { text: "b" }), options)) {
      // Each step makes a call.
    }
    await outer.client.collect(stream({ username: "alice" }, { username: "alice" }), options);
    expect(inner.lines.map((line) => line.requestId)).toEqual(Array(6).fill("order-20"));
  });

  it("hides from the caller what the other server refused", async () => {
    await using inner = await serveEcho();
    await using outer = await serveEcho({
      async echo() {
        using anonymous = inner.connect();
        await failureOf(anonymous.countDown({})).then((error) => {
          throw error;
        });
        return {};
      },
    });
    expect(await failureOf(outer.client.echo({}))).toMatchObject({ code: "INTERNAL" });
  });

  it("inherits nothing outside of a handler", async () => {
    await using echo = await serveEcho();
    await echo.client.echo({}, { headers: { "x-request-id": "order-21" } });
    await echo.client.echo({});
    expect(echo.lines[1]?.requestId).not.toBe("order-21");
  });
});
