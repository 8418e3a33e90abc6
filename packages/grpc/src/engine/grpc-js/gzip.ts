import type { ServerHttp2Stream } from "node:http2";
import { constants } from "node:http2";
import { promisify } from "node:util";
import { gunzip, gzip, inflate } from "node:zlib";
import { codeOf } from "../../error-code.ts";
import { frame } from "../framing.ts";
import type { WireHeaders } from "../port.ts";

/** Below this many bytes gzip saves next to nothing: such messages stay as they are, which gRPC allows for each. */
export const worthCompressingBytes = 1_024;

const compress = promisify(gzip);

const unpackers = new Map([
  ["gzip", promisify(gunzip)],
  ["deflate", promisify(inflate)],
]);

/** Why a message cannot be read: what its sender is told. */
export type Unreadable = { readonly code: number; readonly message: string };

/** Unpacks a message, and no more of it than the limit. */
export async function unpack(
  message: Uint8Array,
  { encoding, maxBytes }: { encoding: string; maxBytes: number },
): Promise<Uint8Array | Unreadable> {
  const unpacker = unpackers.get(encoding);
  if (unpacker === undefined) {
    return { code: 12, message: `Cannot read a message that is compressed with "${encoding}": gzip is understood` };
  }
  try {
    return await unpacker(message, { maxOutputLength: maxBytes });
  } catch (error) {
    return codeOf(error) === "ERR_BUFFER_TOO_LARGE"
      ? { code: 8, message: `A message is over ${maxBytes} bytes once it is unpacked` }
      : { code: 13, message: `Cannot unpack a message: it is not ${encoding}` };
  }
}

/** Whether a caller sends gzip and takes it too. */
export function speaksGzip(header: WireHeaders): boolean {
  if (header["grpc-encoding"] !== "gzip") {
    return false;
  }
  const accepted = [header["grpc-accept-encoding"] ?? []].flat().join(",");
  return accepted.split(/\s*,\s*/).includes("gzip");
}

/**
 * Writes the messages of a call compressed. They are compressed beside the event loop, several at once, and leave in
 * order; so whatever comes after them has to wait for them.
 */
export class GzipWriter {
  readonly #stream: ServerHttp2Stream;
  #last: Promise<void> = Promise.resolve();

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  write(message: Uint8Array, taken: () => void): void {
    const small = message.byteLength < worthCompressingBytes;
    const framing = small ? frame(message, false) : compress(message).then((compressed) => frame(compressed, true));
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
