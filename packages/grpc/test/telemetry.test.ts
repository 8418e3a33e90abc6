import { type Point, type ReadableSpan, recordTelemetry } from "@hexmart/testing/telemetry";
import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  type Attributes,
  context,
  createTraceState,
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { Health } from "../gen/health/v1/health_pb.ts";
import { UnruledService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect, RpcError } from "../src/index.ts";
import { aliceToken, failureOf, serveEcho, stream } from "./echo.ts";
import { openRawConnection, prefixed } from "./raw-http2.ts";

const telemetry = recordTelemetry();
beforeEach(() => telemetry.forget());

const echo = "hexmart.grpc.testing.v1.EchoService/Echo";
const of = (kind: SpanKind) => telemetry.spans().filter((span) => span.kind === kind);
const one = (kind: SpanKind): ReadableSpan => {
  const [span, ...others] = of(kind);
  if (span === undefined || others.length > 0) throw new Error(`Expected one span, got ${of(kind).length}`);
  return span;
};
const idOf = (span: ReadableSpan) => span.spanContext().spanId;
/** What a metric stands at over all sets of attributes that have these. */
function total(metrics: ReadonlyMap<string, readonly Point[]>, name: string, wanted: Attributes) {
  const points = (metrics.get(name) ?? []).filter(({ attributes }) =>
    Object.entries(wanted).every(([key, value]) => attributes[key] === value),
  );
  const add = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0);
  return { sum: add(({ sum }) => sum), count: add(({ count = 0 }) => count) };
}
/** A client hears of the end before its server has written it down. */
const ended = (echoServer: Awaited<ReturnType<typeof serveEcho>>, calls = 1) =>
  echoServer.until(() => echoServer.lines.length >= calls);

describe("the trace of a call", () => {
  it("has a span of the client and, below it, one of the server, named as the conventions ask", async () => {
    await using server = await serveEcho();
    await server.client.echo({ text: "hi" });
    await ended(server);

    const port = Number(server.server.address.split(":").at(-1));
    const said = { "rpc.system.name": "grpc", "rpc.method": echo, "rpc.response.status_code": "OK" };
    expect(one(SpanKind.CLIENT)).toMatchObject({
      name: echo,
      attributes: { ...said, "server.address": "127.0.0.1", "server.port": port },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(one(SpanKind.SERVER)).toMatchObject({ name: echo, attributes: said });
    expect(one(SpanKind.SERVER).parentSpanContext).toMatchObject({
      traceId: one(SpanKind.CLIENT).spanContext().traceId,
      spanId: idOf(one(SpanKind.CLIENT)),
      isRemote: true,
    });
  });

  it("goes on through a handler, in each step of a stream too", async () => {
    await using inner = await serveEcho();
    await using outer = await serveEcho({
      echo: ({ text }) => inner.client.echo({ text }),
      async *chat(requests) {
        for await (const { text } of requests) yield { text: (await inner.client.echo({ text })).text };
      },
    });

    await outer.client.echo({ text: "hi" });
    for await (const _ of outer.client.chat(stream({ text: "a" }, { text: "b" }))) {
      // Each step makes a call.
    }
    await Promise.all([ended(outer, 2), ended(inner, 3)]);

    const parents = new Map(telemetry.spans().map((span) => [idOf(span), span]));
    const rootOf = (span: ReadableSpan): ReadableSpan => {
      const parent = parents.get(span.parentSpanContext?.spanId ?? "");
      return parent === undefined ? span : rootOf(parent);
    };
    const leaves = of(SpanKind.SERVER).filter(({ name }) => name === echo);
    expect(leaves.map((span) => rootOf(span).name).sort()).toEqual([
      "hexmart.grpc.testing.v1.EchoService/Chat",
      "hexmart.grpc.testing.v1.EchoService/Chat",
      echo,
      echo,
    ]);
    expect(new Set(telemetry.spans().map((span) => span.spanContext().traceId)).size).toBe(2);
  });

  it("continues the trace that its caller names, with its state", async () => {
    await using server = await serveEcho();
    const parent = trace.setSpanContext(context.active(), {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      traceFlags: TraceFlags.SAMPLED,
      traceState: createTraceState("vendor=own"),
    });

    await context.with(parent, () => server.client.echo({}));
    await ended(server);

    const { traceId, traceState } = one(SpanKind.SERVER).spanContext();
    expect(traceId).toBe("0af7651916cd43dd8448eb211c80319c");
    expect(traceState?.serialize()).toBe("vendor=own");
  });

  it.each([
    ["no traceparent", "nonsense"],
    ["a trace of zeros", "00-00000000000000000000000000000000-b7ad6b7169203331-01"],
    ["a version that does not exist", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
  ])("begins anew where the caller sends %s", async (_what, traceparent) => {
    await using server = await serveEcho();
    await using connection = await openRawConnection(server.server.address);

    connection.request(`/${echo}`, [
      ["authorization", `Bearer ${aliceToken}`],
      ["traceparent", traceparent],
    ]);
    connection.data(prefixed(new Uint8Array()), { end: true });
    await ended(server);

    const span = one(SpanKind.SERVER);
    expect(span.parentSpanContext).toBeUndefined();
    expect(isSpanContextValid(span.spanContext())).toBe(true);
    expect(server.lines).toMatchObject([{ code: "OK" }]);
  });

  it("has one span for each try, and says how many came before", async () => {
    let calls = 0;
    await using server = await serveEcho({
      async echo() {
        calls += 1;
        if (calls < 3) throw new RpcError("UNAVAILABLE", "in a moment");
        return {};
      },
    });

    await server.client.echo({});
    await ended(server, 3);

    const tries = of(SpanKind.CLIENT).map(({ attributes }) => [
      attributes["rpc.response.status_code"],
      attributes["hexmart.rpc.previous_attempts"],
    ]);
    expect(tries).toEqual([
      ["UNAVAILABLE", undefined],
      ["UNAVAILABLE", 1],
      ["OK", 2],
    ]);
  });

  it("marks a failure: everything for the caller, for the server only what is its own fault", async () => {
    await using server = await serveEcho({
      async echo({ text }) {
        throw text === "" ? new RpcError("NOT_FOUND", "nothing") : new Error("a bug");
      },
    });

    await failureOf(server.client.echo({}));
    await failureOf(server.client.echo({ text: "hi" }));
    await ended(server, 2);

    const outcome = ({ attributes, status }: ReadableSpan) => [
      attributes["rpc.response.status_code"],
      attributes["error.type"],
      status.code === SpanStatusCode.ERROR,
    ];
    expect(of(SpanKind.CLIENT).map(outcome)).toEqual([
      ["NOT_FOUND", "NOT_FOUND", true],
      ["INTERNAL", "INTERNAL", true],
    ]);
    expect(of(SpanKind.SERVER).map(outcome)).toEqual([
      ["NOT_FOUND", undefined, false],
      ["INTERNAL", "INTERNAL", true],
    ]);
  });

  it("has a span of a call that could not obtain its token", async () => {
    await using server = await serveEcho();
    using client = server.connect({ accessToken: () => Promise.reject(new Error("no key")) });

    await failureOf(client.echo({}));

    expect(one(SpanKind.CLIENT).attributes["error.type"]).toBe("UNAUTHENTICATED");
  });

  it("is named by the line of the log", async () => {
    await using server = await serveEcho();
    await server.client.echo({});
    await ended(server);

    const { traceId, spanId } = one(SpanKind.SERVER).spanContext();
    expect(server.lines).toMatchObject([{ trace_id: traceId, span_id: spanId }]);
  });

  it("tells of calls that a later step refuses too", async () => {
    await using server = await serveEcho({}, { limits: { streams: 1 } });
    using anonymous = server.connect();
    const open = server.client.countDown({ from: 100, padding: 60_000 })[Symbol.asyncIterator]();
    await open.next();

    await failureOf(server.client.countDown({}));
    await failureOf(anonymous.countDown({}));
    await open.return?.();
    await ended(server, 3);

    const codes = of(SpanKind.SERVER).map(({ attributes }) => attributes["rpc.response.status_code"]);
    expect(codes).toEqual(["RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", "CANCELLED"]);
  });

  it("does not tell of health checks, which come every few seconds", async () => {
    await using server = await serveEcho();
    using health = connect(Health, { address: server.server.address });
    await health.check({});

    expect(of(SpanKind.SERVER)).toEqual([]);
  });
});

describe("the metrics of calls", () => {
  it("count and time calls on both sides, by method and code, and know what is under way", async () => {
    const release = Promise.withResolvers<void>();
    await using server = await serveEcho({
      async echo({ text }) {
        if (text === "wait") await release.promise;
        return {};
      },
    });
    const before = await telemetry.metrics();
    const call = { "rpc.method": echo };

    const waiting = server.client.echo({ text: "wait" });
    await server.client.echo({});
    await ended(server);
    const meanwhile = await telemetry.metrics();
    release.resolve();
    await waiting;
    await ended(server, 2);
    const after = await telemetry.metrics();

    expect(total(meanwhile, "hexmart.rpc.server.active_calls", call).sum).toBe(1);
    expect(total(after, "hexmart.rpc.server.active_calls", call).sum).toBe(0);
    for (const name of ["rpc.server.call.duration", "rpc.client.call.duration"]) {
      const ok = { ...call, "rpc.response.status_code": "OK" };
      expect(total(after, name, ok).count - total(before, name, ok).count).toBe(2);
      expect(total(after, name, ok).sum).toBeGreaterThan(0);
    }
  });

  it("count the messages of streams, both ways", async () => {
    await using server = await serveEcho();
    const before = await telemetry.metrics();

    await server.client.collect(stream({ username: "alice" }, { username: "alice" }));
    for await (const _ of server.client.countDown({ from: 4 })) {
      // All of them.
    }
    await ended(server, 2);
    const after = await telemetry.metrics();

    const grown = (name: string, method: string) => {
      const call = { "rpc.method": `hexmart.grpc.testing.v1.EchoService/${method}` };
      return total(after, name, call).sum - total(before, name, call).sum;
    };
    expect(grown("hexmart.rpc.server.requests_per_call", "Collect")).toBe(2);
    expect(grown("hexmart.rpc.server.responses_per_call", "Collect")).toBe(1);
    expect(grown("hexmart.rpc.server.responses_per_call", "CountDown")).toBe(5);
  });
});

describe("the count of calls to methods that the server does not have", () => {
  it("grows with each of them, and does not hold their names", async () => {
    await using server = await serveEcho();
    const name = "hexmart.rpc.server.unknown_methods";
    const before = total(await telemetry.metrics(), name, {});
    using client = connect(UnruledService, { address: server.server.address });
    await failureOf(client.forget({}));
    const metrics = await telemetry.metrics();
    expect(total(metrics, name, {}).sum - before.sum).toBe(1);
    expect(metrics.get(name)?.map(({ attributes }) => attributes)).toEqual([{}]);
  });
});

describe("what telemetry never holds", () => {
  it("are messages, names, tokens, request ids and the words of errors", async () => {
    await using server = await serveEcho({
      async echo() {
        throw new RpcError("INTERNAL", "row of secret-alice", { cause: new Error("secret-cause") });
      },
    });
    using client = server.connect({ accessToken: async () => aliceToken, retries: "none" });
    await failureOf(
      client.echo({ text: "secret-text" }, { headers: { "x-request-id": "secret-id", "x-own": "secret-own" } }),
    );
    await ended(server);

    const said = JSON.stringify(
      telemetry.spans().map(({ name, attributes, events, status, resource }) => ({
        name,
        attributes,
        events,
        status,
        of: resource.attributes,
      })),
    );
    const measured = JSON.stringify([...(await telemetry.metrics())]);
    expect(said).toContain(echo);
    expect(measured).toContain(echo);
    for (const text of [said, measured]) {
      expect(text).not.toContain("secret");
      expect(text).not.toContain("alice");
    }
  });
});
