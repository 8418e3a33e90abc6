import { type Attributes, context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Fetch } from "./bounded-fetch.ts";

/**
 * A `fetch` whose requests are spans, by OpenTelemetry's conventions for HTTP clients, and which tells the server of
 * their trace. A span says where the request went and how it ended, and nothing of its headers, body or query. Without
 * OpenTelemetry's SDK in the process there is neither.
 */
export function tracedFetch(fetch: Fetch): Fetch {
  return async (url, init) => {
    const method = init?.method ?? "GET";
    const attributes = { "http.request.method": method, ...whereOf(new URL(url)) };
    const span = trace.getTracer("@hexmart/auth").startSpan(method, { kind: SpanKind.CLIENT, attributes });
    const within = trace.setSpan(context.active(), span);
    const carried: Record<string, string> = {};
    propagation.inject(within, carried);
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), ...carried };
    try {
      const response = await context.with(within, () => fetch(url, { ...init, headers }));
      span.setAttribute("http.response.status_code", response.status);
      if (response.status >= 400) fail(String(response.status));
      return response;
    } catch (error) {
      fail(typeof error === "object" && error !== null && "name" in error ? String(error.name) : "_OTHER");
      throw error;
    } finally {
      span.end();
    }

    function fail(type: string) {
      span.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });
    }
  };
}

function whereOf({ origin, pathname, hostname, port, protocol }: URL): Attributes {
  const standard = protocol === "https:" ? 443 : 80;
  return {
    "url.full": `${origin}${pathname}`,
    "server.address": hostname,
    "server.port": port === "" ? standard : Number(port),
  };
}
