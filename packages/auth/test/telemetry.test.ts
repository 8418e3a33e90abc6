import { beforeEach, describe, expect, it } from "@jest/globals";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { exportJWK, generateKeyPair } from "jose";
import { createTokenSource } from "../src/index.ts";
import { createFakeIssuer, type FakeIssuer } from "./fake-issuer.ts";

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
beforeEach(() => exporter.reset());

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const key = { ...(await exportJWK(privateKey)), alg: "ES256" };

/** A source of an issuer that answers `answer`, and the headers that its token endpoint was sent. */
async function open(answer: () => Response) {
  const issuer: FakeIssuer = await createFakeIssuer();
  const sent: Headers[] = [];
  issuer.answers.set(`${issuer.issuer}/token`, ({ init }) => {
    sent.push(new Headers(init?.headers));
    return answer();
  });
  const named = { clientId: "product-worker", resource: "urn:hexmart:product", scopes: ["product.read"] };
  const { fetch, clock } = issuer;
  const source = createTokenSource({ issuer: issuer.issuer, fetch, clock, privateKey: key, ...named });
  return { source, sent };
}

describe("a request for a token", () => {
  it("is a span below what needs the token, of which the issuer is told, and says nothing of either secret", async () => {
    const { source, sent } = await open(() =>
      Response.json({ access_token: "s3cret", token_type: "Bearer", expires_in: 100 }),
    );
    await trace.getTracer("test").startActiveSpan("cycle", async (cycle) => {
      await source.get();
      cycle.end();
    });

    const [discovery, request, cycle] = exporter.getFinishedSpans();
    expect([discovery?.name, cycle?.name]).toEqual(["GET", "cycle"]);
    expect(request).toMatchObject({
      name: "POST",
      kind: SpanKind.CLIENT,
      parentSpanContext: { spanId: cycle?.spanContext().spanId },
    });
    expect(request?.attributes).toEqual({
      "http.request.method": "POST",
      "url.full": "https://issuer.example/token",
      "server.address": "issuer.example",
      "server.port": 443,
      "http.response.status_code": 200,
    });
    const { traceId, spanId } = request?.spanContext() ?? {};
    expect(sent[0]?.get("traceparent")).toBe(`00-${traceId}-${spanId}-01`);
    expect(sent[0]?.get("content-type")).toContain("application/x-www-form-urlencoded");
  });

  it.each([
    ["is refused", () => Response.json({ error: "invalid_client" }, { status: 401 }), "401"],
    [
      "cannot be sent",
      () => {
        throw new TypeError("fetch failed");
      },
      "TypeError",
    ],
  ])("is an error where it %s", async (_what, answer, type) => {
    const { source } = await open(answer);
    await expect(source.get()).rejects.toMatchObject({ name: "AuthError" });
    const request = exporter.getFinishedSpans().find(({ name }) => name === "POST");
    expect(request?.status.code).toBe(SpanStatusCode.ERROR);
    expect(request?.attributes["error.type"]).toBe(type);
  });
});
