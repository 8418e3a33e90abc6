import type { ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { WireHeaders } from "../port.ts";

/** Below this many bytes gzip saves next to nothing: such messages stay as they are, which gRPC allows for each. */
export const worthCompressingBytes = 1_024;

const compress = promisify(gzip);

/** Whether a caller sends gzip and takes it too. */
export function speaksGzip(header: WireHeaders): boolean {
  const accepted = [header["grpc-accept-encoding"] ?? []].flat().join(",");
  return header["grpc-encoding"] === "gzip" && accepted.split(/\s*,\s*/).includes("gzip");
}

function frame(message: Uint8Array, compressed: 0 | 1): Buffer {
  const framed = Buffer.allocUnsafe(message.byteLength + 5);
  framed.writeUInt8(compressed, 0);
  framed.writeUInt32BE(message.byteLength, 1);
  framed.set(message, 5);
  return framed;
}

/**
 * Writes the messages of a call compressed, which a server of grpc-js cannot do. They are compressed beside the event
 * loop, several at once, and leave in order; so whatever comes after them has to wait for them.
 */
export class GzipWriter {
  readonly #stream: ServerHttp2Stream;
  #last: Promise<void> = Promise.resolve();

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  write(message: Uint8Array, taken: () => void): void {
    const small = message.byteLength < worthCompressingBytes;
    const framing = small ? frame(message, 0) : compress(message).then((compressed) => frame(compressed, 1));
    this.afterwards(async () => {
      const framed = await framing;
      if (this.#stream.destroyed || this.#stream.writableEnded) {
        taken();
      } else {
        this.#stream.write(framed, taken);
      }
    });
  }

  /** Does something once all messages so far have been written. */
  afterwards(action: () => void | Promise<void>): void {
    this.#last = this.#last.then(action).catch(() => {
      // A message that cannot be compressed leaves a gap, which must not pass for an answer.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
  }
}
