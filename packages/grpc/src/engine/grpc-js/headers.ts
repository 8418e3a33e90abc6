import { Metadata } from "@grpc/grpc-js";
import type { WireHeaders } from "../port.ts";

/** Metadata of grpc-js, which wants the values of `-bin` names as bytes and refuses all but printable ASCII. */
export function toMetadata(headers: WireHeaders): Metadata {
  const metadata = new Metadata();
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") {
      addValue(metadata, name, value);
    } else if (value !== undefined) {
      for (const one of value) {
        addValue(metadata, name, one);
      }
    }
  }
  return metadata;
}

function addValue(metadata: Metadata, name: string, value: string): void {
  if (name.endsWith("-bin")) {
    for (const part of value.split(",")) {
      metadata.add(name, Buffer.from(part.trim(), "base64"));
    }
  } else {
    metadata.add(name, value.replace(/[^ -~]/g, encodeURIComponent));
  }
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
