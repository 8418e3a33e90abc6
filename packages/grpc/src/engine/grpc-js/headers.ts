import type { OutgoingHttpHeaders } from "node:http2";
import { Metadata } from "@grpc/grpc-js";
import type { WireHeaders } from "../port.ts";

const printable = /^[ -~]*$/;

function toPrintable(value: string): string {
  return printable.test(value) ? value : value.replace(/[^ -~]/g, encodeURIComponent);
}

/** Adds headers to what is sent, with what HTTP/2 could not carry percent-encoded. */
export function addPrintable(sent: OutgoingHttpHeaders, headers: WireHeaders): OutgoingHttpHeaders {
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") {
      sent[name] = toPrintable(value);
    } else if (value !== undefined) {
      sent[name] = value.map(toPrintable);
    }
  }
  return sent;
}

/**
 * The same as a list of names and values in turn, after those of `start`. node:http2 sends a list as it is, and copies an
 * object first.
 */
export function listPrintable(start: readonly string[], headers: WireHeaders): string[] {
  const sent = start.slice();
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") {
      sent.push(name, toPrintable(value));
    } else {
      for (const one of value ?? []) {
        sent.push(name, toPrintable(one));
      }
    }
  }
  return sent;
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
