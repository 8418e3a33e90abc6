import type { ServerHttp2Stream } from "node:http2";
import type { Framed } from "../framing.ts";
import { Unframer } from "../framing.ts";
import { Inbox } from "../inbox.ts";
import type { Unreadable } from "./gzip.ts";
import { unpack } from "./gzip.ts";

export type ReceiverOptions = {
  /** Whether the caller may send any number of messages, rather than one. */
  readonly streams: boolean;
  readonly maxMessageBytes: number;
  /** What messages are compressed with that say that they are. */
  readonly encoding: string;
  /** Told of what cannot be read, after which nothing is. */
  refuse(reason: Unreadable): void;
};

/**
 * How long the end of a request stream is doubted, in milliseconds. A Node client that cancels first ends its stream and
 * only then resets it, often in another packet; believed at once, half an upload would pass for all of it.
 */
const resetGraceMs = 5;

function endUnlessReset(receiver: Receiver): void {
  receiver.endUnlessReset();
}

/** Reads the messages of a call off its stream, no faster than they are taken, and nothing before the first is asked for. */
export class Receiver {
  readonly #stream: ServerHttp2Stream;
  readonly #options: ReceiverOptions;
  readonly #unframer: Unframer;
  readonly #inbox: Inbox;
  /** How many messages wait to be unpacked, or for others to be; what comes after them has to wait as well. */
  #unpacking = 0;
  #unpacked = Promise.resolve();
  #started = false;
  #closed = false;

  constructor(stream: ServerHttp2Stream, options: ReceiverOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#unframer = new Unframer(options.maxMessageBytes);
    this.#inbox = new Inbox(() => this.#flow(), options.streams);
  }

  /** The next message, or undefined when there is none. */
  read(): Promise<Uint8Array | undefined> {
    return this.#inbox.take();
  }

  /** Nothing is taken any more. What still comes is thrown away, since a stream not read to its end is never closed. */
  close(): void {
    this.#closed = true;
    this.#inbox.close({ drop: true });
    this.#stream.resume();
  }

  endUnlessReset(): void {
    if (!this.#stream.closed && !this.#stream.destroyed) {
      this.#inbox.close({ drop: false });
    }
  }

  #flow(): void {
    if (!this.#started) {
      this.#started = true;
      this.#stream.on("data", (piece: Buffer) => this.#receive(piece));
      this.#stream.on("end", () => this.#inOrder(() => this.#end()));
      // A stream without a message says that it has ended before anybody reads, as while a token is verified.
      if (this.#stream.readableEnded) {
        this.#end();
      }
    } else if (this.#unpacking === 0 && this.#inbox.pulling) {
      this.#stream.resume();
    } else if (this.#options.streams) {
      this.#stream.pause();
    }
  }

  #receive(piece: Buffer): void {
    if (this.#closed) {
      return;
    }
    const messages = this.#unframer.add(piece);
    if (messages === undefined) {
      const { maxMessageBytes } = this.#options;
      this.#options.refuse({ code: 8, message: `A request message is larger than ${maxMessageBytes} bytes` });
      return;
    }
    for (const message of messages) {
      if (message.compressed) {
        this.#unpack(message);
      } else {
        this.#inOrder(() => this.#inbox.put(message.message));
      }
    }
    this.#flow();
  }

  #end(): void {
    if (this.#options.streams) {
      setTimeout(endUnlessReset, resetGraceMs, this);
    } else {
      this.#inbox.close({ drop: false });
    }
  }

  #unpack({ message }: Framed): void {
    this.#later(async () => {
      const { encoding, maxMessageBytes } = this.#options;
      const unpacked = await unpack(message, { encoding, maxBytes: maxMessageBytes });
      if (unpacked instanceof Uint8Array) {
        this.#inbox.put(unpacked);
      } else {
        this.#options.refuse(unpacked);
      }
    });
  }

  /** At once, or after what is still being unpacked. */
  #inOrder(action: () => void): void {
    if (this.#unpacking === 0) {
      action();
    } else {
      this.#later(action);
    }
  }

  #later(action: () => void | Promise<void>): void {
    this.#unpacking += 1;
    this.#unpacked = this.#unpacked.then(async () => {
      if (!this.#closed) {
        await action();
      }
      this.#unpacking -= 1;
      if (!this.#closed) {
        this.#flow();
      }
    });
  }
}
