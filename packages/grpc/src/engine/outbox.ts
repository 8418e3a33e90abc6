/** How much may be on its way before the sender has to wait. */
const limitMessages = 64;
const limitBytes = 256 * 1024;

/**
 * Counts what was sent and not yet taken by the wire. A sender may go on while that is little, so that messages leave
 * together, and waits while it is much.
 */
export class Outbox {
  #messages = 0;
  #bytes = 0;
  #closed = false;
  #room: { promise: Promise<void>; resolve: () => void } | undefined;

  /** A message was handed to the wire: undefined to go on, a promise to wait for. */
  sent(bytes: number): Promise<void> | undefined {
    this.#messages += 1;
    this.#bytes += bytes;
    if (this.#closed || this.#hasRoom()) {
      return undefined;
    }
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** The wire has taken a message. */
  taken(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
    if (this.#hasRoom()) {
      this.#release();
    }
  }

  /** Nothing leaves any more: nobody waits any more. */
  close(): void {
    this.#closed = true;
    this.#release();
  }

  #hasRoom(): boolean {
    return this.#messages < limitMessages && this.#bytes < limitBytes;
  }

  #release(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}
