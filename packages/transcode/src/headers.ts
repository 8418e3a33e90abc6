import { invalid } from "./status.ts";

/** What belongs to one connection (RFC 9110), to gRPC itself, or to whoever may speak for the caller. */
const reserved = new Set([
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

const prefix = "grpc-metadata-";

function mayPass(name: string): boolean {
  return name !== "" && !reserved.has(name) && !name.startsWith("grpc-");
}

/**
 * The metadata of a call: headers of the allow list under their names, and `Grpc-Metadata-*` without that prefix. What is
 * reserved cannot be said by the prefix; of the allow list's only what the connection keeps for itself is left out.
 */
export function toMetadata(headers: Headers, allowed: readonly string[]): Headers {
  const metadata = new Headers();
  const named = new Set(
    (headers.get("connection") ?? "")
      .split(",")
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ""),
  );
  for (const [name, value] of headers) {
    if (named.has(name)) continue;
    if (allowed.includes(name)) metadata.set(name, value);
    else if (
      name.startsWith(prefix) &&
      mayPass(name.slice(prefix.length)) &&
      !allowed.includes(name.slice(prefix.length))
    ) {
      metadata.append(name.slice(prefix.length), value);
    }
  }
  return metadata;
}

/** What is said in HTTP of a call's metadata: the allow list's under their names, everything else with the prefix. */
export function fromMetadata(metadata: Headers, allowed: readonly string[], headers: Headers): void {
  for (const [name, value] of metadata) {
    if (allowed.includes(name)) headers.set(name, value);
    else if (mayPass(name)) headers.append(`${prefix}${name}`, value);
  }
}

const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** The milliseconds of a `Grpc-Timeout`: at most eight digits and a unit. */
export function readTimeout(headers: Headers, most: number): number | undefined {
  const text = headers.get("grpc-timeout");
  if (text === null) return undefined;
  const unit = units[text.slice(-1)];
  const digits = text.slice(0, -1);
  if (unit === undefined || !/^\d{1,8}$/.test(digits)) {
    throw invalid("grpc-timeout", "expected up to eight digits and one of H, M, S, m, u, n, for example 500m");
  }
  return Math.min(most, Math.max(1, Math.ceil(Number(digits) * unit)));
}

/** Whether the caller wants server-sent events: it names them, and not with a weight of 0. */
export function wantsEvents(headers: Headers): boolean {
  return (headers.get("accept") ?? "").split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return type === "text/event-stream" && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
  });
}

/** How the body is written: one JSON value, or one on each line. */
export function bodyFormat(headers: Headers): "json" | "lines" | undefined {
  const type = (headers.get("content-type") ?? "application/json").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type === "application/x-ndjson" || type === "application/jsonl") return "lines";
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"))
    ? "json"
    : undefined;
}
