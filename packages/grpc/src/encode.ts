import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";

/** What toBinary() writes with, as far as it is needed here. These members are private to protobuf-es. */
type Writer = { buffer: Uint8Array; viewCache: DataView; pos: number; stackPos: number[] };

/** Enough for nearly every message. What is larger is written as protobuf-es does it, from here on. */
const lent = Buffer.from(new ArrayBuffer(64 * 1024));
const nothing = new Uint8Array(0);
const viewOfNothing = new DataView(nothing.buffer);

/** Whether `lent` lies about, waits for the writer that encode() is about to make, or is being written to. */
let state: "free" | "offered" | "taken" = "free";

/**
 * Writes a message, given as such or as what it is created from. Throws what protobuf-es throws where it cannot be
 * written, for example for a number that is too large for its field.
 *
 * The bytes are those of toBinary(), whose writer makes a buffer for each message, throws it away for a larger one as
 * often as it must, and cuts the result out of the last: for a small message that takes twice as long as writing it. Here
 * all messages are written into one buffer, and only the result is new.
 */
export function encode(desc: DescMessage, init: unknown): Uint8Array {
  const message = create(desc, init as MessageInitShape<DescMessage>);
  if (state !== "free") {
    // A message that is written because another one is, by a getter of it: it finds the buffer in use.
    return toBinary(desc, message);
  }
  state = "offered";
  try {
    return toBinary(desc, message);
  } finally {
    state = "free";
  }
}

/** There is no option for it, so the writer is changed: for messages of encode(), and only for those. */
function lendBuffer(): void {
  const stock: Record<"ensureCapacity" | "finish", unknown> = Object(BinaryWriter.prototype);
  const { ensureCapacity, finish } = stock;
  const { buffer, viewCache, pos }: Partial<Writer> = Object(new BinaryWriter());
  const asExpected = buffer?.length === 0 && viewCache?.byteLength === 0 && pos === 0;
  if (!asExpected || typeof ensureCapacity !== "function" || typeof finish !== "function") {
    // Another version: slower, and as right.
    return;
  }
  stock.ensureCapacity = function (this: Writer, size: number): void {
    if (state === "offered" && this.buffer.length === 0) {
      state = "taken";
      this.buffer = lent;
    }
    if (this.pos + size > this.buffer.length) {
      ensureCapacity.call(this, size);
    }
  };
  stock.finish = function (this: Writer): Uint8Array {
    if (this.buffer !== lent) {
      return finish.call(this);
    }
    const result = Buffer.allocUnsafe(this.pos);
    lent.copy(result, 0, 0, this.pos);
    this.buffer = nothing;
    this.viewCache = viewOfNothing;
    this.pos = 0;
    this.stackPos = [];
    return result;
  };
}

lendBuffer();
