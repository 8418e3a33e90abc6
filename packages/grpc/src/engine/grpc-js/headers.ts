import { Metadata } from "@grpc/grpc-js";
import type { WireHeaders } from "../port.ts";

/**
 * Metadata that is wire headers already: what grpc-js makes of its own before it sends them. It saves taking apart and
 * checking what is only put together again.
 */
class WireMetadata extends Metadata {
  readonly #headers: Record<string, string | string[]>;

  constructor(headers: Record<string, string | string[]>) {
    super();
    this.#headers = headers;
  }

  override toHttp2Headers(): Record<string, string | string[]> {
    return this.#headers;
  }

  override clone(): Metadata {
    return this;
  }
}

const printable = /^[ -~]*$/;

function toPrintable(value: string): string {
  return printable.test(value) ? value : value.replace(/[^ -~]/g, encodeURIComponent);
}

/** What a server sends by grpc-js, header or trailer. Values that HTTP/2 could not carry are percent-encoded. */
export function toServerMetadata(headers: WireHeaders): Metadata {
  const wire: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") {
      wire[name] = toPrintable(value);
    } else if (value !== undefined) {
      wire[name] = value.map(toPrintable);
    }
  }
  return new WireMetadata(wire);
}

/** What a client sends by grpc-js, which adds to it: the time-out, among others. */
export function toClientMetadata(headers: WireHeaders): Metadata {
  const metadata = new Metadata();
  for (const name in headers) {
    for (const value of [headers[name] ?? []].flat()) {
      if (name.endsWith("-bin")) {
        metadata.add(name, Buffer.from(value, "base64"));
      } else {
        metadata.add(name, toPrintable(value));
      }
    }
  }
  return metadata;
}

/** Wire headers of what grpc-js received. */
export function fromMetadata(metadata: Metadata): WireHeaders {
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(metadata.toJSON())) {
    const strings = values.map((value) => (typeof value === "string" ? value : value.toString("base64")));
    headers[name] = strings.length === 1 ? (strings[0] ?? "") : strings;
  }
  return headers;
}

/** The same bytes as the Buffer that grpc-js copies from. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
