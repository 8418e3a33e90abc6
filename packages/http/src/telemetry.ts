import {
  type Attributes,
  type Context,
  createNoopMeter,
  isSpanContextValid,
  type MetricOptions,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { FastifyRequest } from "fastify";

const library = "@hexmart/http";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

/** In seconds, with the buckets that the conventions ask for. */
const durationOptions: MetricOptions = {
  unit: "s",
  advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
  description: "How long requests took, from the header to the last byte of the answer.",
};

/** A request as it is watched: `trace` is what its handler runs in. */
export type Watched = {
  readonly trace: Context | undefined;
  /** `route` may be better known by now than when the request came. */
  end(route: string | undefined, status: number, durationMs: number): void;
};

/**
 * Watches requests by OpenTelemetry's semantic conventions for HTTP, as far as this library keeps them: what a span or a
 * measurement says of a request is its method, route and status. Never its URL, which may hold what people typed, a
 * header or a token.
 *
 * Asks once whether anybody takes it: undefined where the process has not set up OpenTelemetry's SDK, so that requests
 * pay nothing. The SDK is set up first, and this called then.
 */
export function findWatch(): ((request: FastifyRequest) => Watched) | undefined {
  const tracer = trace.getTracer(library);
  const meter = metrics.getMeter(library);
  // The API has no word for "is there an SDK": what makes ids is one. The probe is never ended, so never exported.
  const traced = isSpanContextValid(tracer.startSpan("probe", { root: true }).spanContext());
  if (!traced && meter === createNoopMeter()) return undefined;

  const duration = meter.createHistogram("http.server.request.duration", durationOptions);
  const active = meter.createUpDownCounter("http.server.active_requests", {
    unit: "{request}",
    description: "Requests under way.",
  });

  return (request) => {
    const method = METHODS.has(request.method) ? request.method : "_OTHER";
    const own: Attributes = { "http.request.method": method, "url.scheme": request.protocol };
    const nameOf = (route: string | undefined) => (route === undefined ? method : `${method} ${route}`);
    active.add(1, own);
    let context: Context | undefined;
    if (traced) {
      const parent = propagation.extract(ROOT_CONTEXT, request.headers);
      const name = nameOf(request.routeOptions.url);
      context = trace.setSpan(parent, tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: own }, parent));
    }
    return {
      trace: context,
      end(route, status, durationMs) {
        const outcome: Attributes = {
          ...(route !== undefined && { "http.route": route }),
          "http.response.status_code": status,
          ...(status >= 500 && { "error.type": String(status) }),
        };
        active.add(-1, own);
        duration.record(durationMs / 1_000, { ...own, ...outcome });
        const span = context && trace.getSpan(context);
        span?.updateName(nameOf(route));
        span?.setAttributes(outcome);
        if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
        span?.end();
      },
    };
  };
}
