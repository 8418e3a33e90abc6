import { v5, v7 } from "uuid";
import type { Draw, Run } from "#domain/run.ts";

/**
 * Draws a product of a run from the hash of the run's id and the product's place (a UUIDv5, SHA-1), so that every process
 * draws the same. The product's id is a UUIDv7 of the run's time: the place orders the ids within a run, and the hash keeps
 * those of two runs of one millisecond apart.
 */
export function draw({ id, time }: Run, index: number): Draw {
  const hash = v5(String(index), id, new Uint8Array(16));
  const bytes = new DataView(hash.buffer);
  return {
    id: v7({ msecs: time.getTime(), seq: index, random: hash }),
    // v7 takes no bytes before the eleventh, and v5 has marks of its own in the seventh and ninth.
    price: bytes.getUint32(0) / 2 ** 32,
    status: bytes.getUint16(4) / 2 ** 16,
  };
}
