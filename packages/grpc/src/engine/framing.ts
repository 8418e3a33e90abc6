/** A message as it stood on the wire. */
export type Framed = { readonly compressed: boolean; readonly message: Uint8Array };

/** Before each message: whether it is compressed, and its length. */
const prefixBytes = 5;

/** Puts a message behind its prefix. */
export function frame(message: Uint8Array, compressed: boolean): Buffer {
  const length = message.byteLength;
  const framed = Buffer.allocUnsafe(prefixBytes + length);
  framed[0] = compressed ? 1 : 0;
  framed.writeUInt32BE(length, 1);
  framed.set(message, prefixBytes);
  return framed;
}

/** Cuts what comes in pieces of any size into messages. */
export class Unframer {
  readonly #maxMessageBytes: number;
  #pieces: Buffer[] = [];
  #size = 0;
  #needed = prefixBytes;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** The messages that are whole with this piece; undefined when one is announced that is over the limit. */
  add(piece: Buffer): readonly Framed[] | undefined {
    // One message in one piece, as most calls have it.
    if (this.#size === 0 && piece.byteLength >= prefixBytes) {
      const length = piece.readUInt32BE(1);
      if (length === piece.byteLength - prefixBytes && length <= this.#maxMessageBytes) {
        return [{ compressed: piece[0] === 1, message: piece.subarray(prefixBytes) }];
      }
    }
    this.#pieces.push(piece);
    this.#size += piece.byteLength;
    const found: Framed[] = [];
    if (this.#size < this.#needed) {
      return found;
    }
    const bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#size);
    let at = 0;
    this.#needed = prefixBytes;
    while (bytes.byteLength - at >= prefixBytes) {
      const length = bytes.readUInt32BE(at + 1);
      if (length > this.#maxMessageBytes) {
        return undefined;
      }
      const end = at + prefixBytes + length;
      if (end > bytes.byteLength) {
        this.#needed = prefixBytes + length;
        break;
      }
      found.push({ compressed: bytes[at] === 1, message: bytes.subarray(at + prefixBytes, end) });
      at = end;
    }
    this.#size = bytes.byteLength - at;
    this.#pieces = this.#size === 0 ? [] : [bytes.subarray(at)];
    return found;
  }
}
