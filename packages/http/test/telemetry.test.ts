import { recordTelemetry } from "@hexmart/testing/telemetry";
import { afterEach, describe, expect, it } from "@jest/globals";
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { open } from "./server.ts";

const telemetry = recordTelemetry();
afterEach(() => telemetry.forget());

const parent = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const traceparent = `00-${parent.traceId}-${parent.spanId}-01`;

describe("a request", () => {
  it("is a span in the caller's trace, named for its route, and says nothing of its URL", async () => {
    await using server = await open({ routes: (app) => void app.get("/users/:name", async () => "") });

    await server.ask("/users/alice?code=secret", { headers: { traceparent } });

    const line = await server.logger.until((lines) => lines.find(({ route }) => route === "/users/:name"));
    const [span] = telemetry.spans();
    expect(span).toMatchObject({ name: "GET /users/:name", kind: SpanKind.SERVER, parentSpanContext: parent });
    expect(span?.attributes).toEqual({
      "http.request.method": "GET",
      "url.scheme": "http",
      "http.route": "/users/:name",
      "http.response.status_code": 200,
    });
    expect(line).toMatchObject({ trace_id: parent.traceId, span_id: span?.spanContext().spanId });
  });

  it("is called by a label of its route's own, where that says more than its URL", async () => {
    await using server = await open({
      routes: (app) =>
        void app.get("/v1/*", async (request) => {
          request.routeLabel = "/v1/carts/{username}";
          return "";
        }),
    });

    await server.ask("/v1/carts/alice");

    const line = await server.logger.until((lines) => lines.find(({ route }) => route === "/v1/carts/{username}"));
    const attributes = expect.objectContaining({ "http.route": "/v1/carts/{username}" });
    expect(telemetry.spans()).toMatchObject([{ name: "GET /v1/carts/{username}", attributes }]);
    expect((await telemetry.metrics()).get("http.server.request.duration")).toContainEqual(
      expect.objectContaining({ attributes, count: 1 }),
    );
    expect(JSON.stringify(line)).not.toContain("alice");
  });

  it("has what its handler does below its span, also after its body has come", async () => {
    await using server = await open({
      routes: (app) =>
        void app.post("/", async () => {
          trace.getTracer("test").startSpan("work").end();
          return "";
        }),
    });

    await server.ask("/", { method: "POST", headers: { "content-type": "application/json", traceparent }, body: "{}" });

    await server.logger.until((lines) => lines.find(({ route }) => route === "/"));
    const [work, request] = telemetry.spans();
    expect(work).toMatchObject({ name: "work", parentSpanContext: { spanId: request?.spanContext().spanId } });
  });

  it("is an error of the server's from 500 on, and is counted and timed", async () => {
    await using server = await open({
      routes: (app) =>
        void app.get("/fails", async () => {
          throw new Error("broken");
        }),
    });

    await server.ask("/fails");
    await server.ask("/nowhere");

    await server.logger.until((lines) => lines.find(({ status }) => status === 404));
    expect(telemetry.spans().map(({ name, status }) => [name, status.code])).toEqual([
      ["GET /fails", SpanStatusCode.ERROR],
      ["GET", SpanStatusCode.UNSET],
    ]);
    const measured = await telemetry.metrics();
    expect(measured.get("http.server.request.duration")).toContainEqual(
      expect.objectContaining({
        attributes: {
          "http.request.method": "GET",
          "url.scheme": "http",
          "http.route": "/fails",
          "http.response.status_code": 500,
          "error.type": "500",
        },
        count: 1,
      }),
    );
    expect(measured.get("http.server.active_requests")).toContainEqual({
      attributes: { "http.request.method": "GET", "url.scheme": "http" },
      sum: 0,
    });
  });

  it("is none when it is a probe", async () => {
    await using server = await open({ routes: () => {} });

    await server.ask("/readyz");

    await server.logger.until((lines) => lines.find(({ route }) => route === "/readyz"));
    expect(telemetry.spans()).toEqual([]);
  });
});
