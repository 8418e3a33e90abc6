/** How far an inbox reads ahead of its reader: enough to keep the wire busy, little enough to hold in memory. */
const aheadMessages = 16;
const aheadBytes = 256 * 1024;

const nothing: Promise<undefined> = Promise.resolve(undefined);

/**
 * The messages that have come and were not read yet. It asks for the next one (`pull`) only while few wait, so that a
 * slow reader slows the sender down rather than filling memory, and asks for none before the first take().
 */
export class Inbox {
  readonly #pull: () => void;
  readonly #readAhead: boolean;
  readonly #messages: Uint8Array[] = [];
  #bytes = 0;
  #pulling = false;
  #closed = false;
  #taker: ((message: Uint8Array | undefined) => void) | undefined;

  constructor(pull: () => void, readAhead: boolean) {
    this.#pull = pull;
    this.#readAhead = readAhead;
  }

  /** Whether a message is asked for that has not come. */
  get pulling(): boolean {
    return this.#pulling;
  }

  /** The next message, or undefined when there will be none. */
  take(): Promise<Uint8Array | undefined> {
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#bytes -= message.byteLength;
      this.#refill();
      return Promise.resolve(message);
    }
    if (this.#closed) {
      return nothing;
    }
    return new Promise((resolve) => {
      this.#taker = resolve;
      this.#refill();
    });
  }

  /** A message that was pulled has come. */
  put(message: Uint8Array): void {
    this.#pulling = false;
    if (this.#closed) {
      return;
    }
    const taker = this.#taker;
    if (taker === undefined) {
      this.#messages.push(message);
      this.#bytes += message.byteLength;
    } else {
      this.#taker = undefined;
      taker(message);
    }
    if (this.#readAhead) {
      this.#refill();
    }
  }

  /** No more will come; what waits can still be taken, unless it is to be dropped. */
  close(options: { drop: boolean }): void {
    this.#closed = true;
    if (options.drop) {
      this.#messages.length = 0;
    }
    this.#taker?.(undefined);
    this.#taker = undefined;
  }

  #refill(): void {
    const wanted = this.#taker !== undefined || this.#readAhead;
    const room = this.#messages.length < aheadMessages && this.#bytes < aheadBytes;
    if (wanted && room && !this.#pulling && !this.#closed) {
      this.#pulling = true;
      this.#pull();
    }
  }
}
