import type { WireHeaders } from "./engine/port.ts";

/** What `new Headers()` takes. */
export type HeadersInit = NonNullable<ConstructorParameters<typeof Headers>[0]>;

/** What HTTP/2 and gRPC keep for themselves: not for applications to set, and for some of it HTTP/2 would throw. */
const reserved = new Set([
  "connection",
  "content-length",
  "content-type",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

function isReserved(name: string): boolean {
  return reserved.has(name) || name.startsWith("grpc-");
}

/** The headers that an application may see: WHATWG Headers, as in Connect-ES. */
export function toHeaders(wire: WireHeaders): Headers {
  const headers = new Headers();
  for (const name in wire) {
    const value = wire[name];
    if (value === undefined || name.startsWith(":")) {
      continue;
    }
    for (const one of typeof value === "string" ? [value] : value) {
      headers.append(name, one);
    }
  }
  return headers;
}

/** Adds an application's headers to what is sent, all but the reserved ones. */
export function addHeaders(wire: Record<string, string>, headers: Headers): void {
  headers.forEach((value, name) => {
    if (!isReserved(name)) {
      wire[name] = value;
    }
  });
}
