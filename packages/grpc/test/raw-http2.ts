import type { Socket } from "node:net";
import { connect } from "node:net";

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  if (bytes.byteLength > 126) {
    throw new RangeError(`Cannot encode header text of ${bytes.byteLength} bytes: at most 126`);
  }
  return Buffer.concat([Buffer.from([bytes.byteLength]), bytes]);
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.byteLength, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A gRPC message in its length-prefixed form. */
export function prefixed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([head, message]);
}

/**
 * An HTTP/2 connection written by hand, for what well-behaved clients refuse to send: repeated headers, malformed ones,
 * bodies that never end, a GOAWAY out of the blue.
 */
export async function openRawConnection(address: string): Promise<{
  readonly socket: Socket;
  request(path: string, headers: readonly (readonly [string, string])[]): void;
  data(bytes: Uint8Array, options?: { end?: boolean }): void;
  reset(): void;
  goAway(): void;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const [host, port] = address.split(/:(?=\d+$)/);
  const socket = connect({ host, port: Number(port) });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => {});
  socket.resume();
  socket.write(Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(4, 0, 0, Buffer.alloc(0))]));
  return {
    socket,
    request(path, headers) {
      const fields = [
        [":method", "POST"],
        [":scheme", "http"],
        [":path", path],
        [":authority", address],
        ["content-type", "application/grpc"],
        ["te", "trailers"],
        ...headers,
      ];
      // Each field as "literal header field without indexing, new name" (RFC 7541, 6.2.2).
      const block = fields.map(([name = "", value = ""]) =>
        Buffer.concat([Buffer.from([0]), literal(name), literal(value)]),
      );
      socket.write(frame(1, 0x4, 1, Buffer.concat(block)));
    },
    data(bytes, options = {}) {
      socket.write(frame(0, options.end === true ? 0x1 : 0, 1, bytes));
    },
    reset() {
      // CANCEL
      socket.write(frame(3, 0, 1, Buffer.from([0, 0, 0, 8])));
    },
    goAway() {
      socket.write(frame(7, 0, 0, Buffer.alloc(8)));
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => socket.once("close", resolve));
      if (!socket.destroyed) {
        socket.destroy();
        await closed;
      }
    },
  };
}
