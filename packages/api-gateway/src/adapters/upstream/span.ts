import {
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { partsOf } from "#domain/addresses.ts";
import type { Headers } from "#domain/headers.ts";
import type { UpstreamRequest } from "#ports/upstream.ts";

/** One try to have a request answered by a replica, in the trace of whoever asks. */
export type Try = {
  /** The headers of the request, of which those of the trace name this try. */
  readonly headers: Headers;
  answered(status: number): void;
  failed(error: unknown): void;
  /** No more comes: the answer has been read, or there is none. Only the first time counts. */
  end(): void;
};

/**
 * Begins a span by OpenTelemetry's conventions for HTTP clients, as far as no URL is told: what people typed may be in it,
 * so the template of the path stands for it. Without an SDK in the process the headers go on as they came.
 */
export function beginTry(
  { method, template, headers }: UpstreamRequest,
  { replica, resent }: { readonly replica: string; readonly resent: number },
): Try {
  const [server] = partsOf(replica);
  const span = trace.getTracer("@hexmart/api-gateway").startSpan(`${method} ${template}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      "http.request.method": method,
      "url.template": template,
      "server.address": server?.host ?? "",
      "server.port": Number(server?.port),
      ...(resent > 0 && { "http.request.resend_count": resent }),
    },
  });
  const fault = (type: string) => {
    span.setAttribute("error.type", type);
    span.setStatus({ code: SpanStatusCode.ERROR });
  };
  return {
    headers: withTrace(headers, span),
    answered(status) {
      span.setAttribute("http.response.status_code", status);
      if (status >= 400) fault(String(status));
    },
    failed: (error) =>
      fault(typeof error === "object" && error !== null && "code" in error ? `${error.code}` : "_OTHER"),
    end() {
      if (span.isRecording()) span.end();
    },
  };
}

function withTrace(headers: Headers, span: Span): Headers {
  if (!isSpanContextValid(span.spanContext())) return headers;
  const own: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), own);
  return [...headers.filter(([name]) => !(name.toLowerCase() in own)), ...Object.entries(own)];
}
