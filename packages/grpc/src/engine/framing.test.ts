import { describe, expect, it } from "@jest/globals";
import { frame, Unframer } from "./framing.ts";

const one = Buffer.from("one");
const two = Buffer.from("the second one");

/** What comes out when the bytes come in pieces of a size. */
function cut(bytes: Buffer, size: number, maxMessageBytes = 100) {
  const unframer = new Unframer(maxMessageBytes);
  const found: { compressed: boolean; message: string }[] = [];
  for (let at = 0; at < bytes.byteLength; at += size) {
    const messages = unframer.add(bytes.subarray(at, at + size));
    if (messages === undefined) {
      return "over the limit";
    }
    found.push(...messages.map(({ compressed, message }) => ({ compressed, message: String(message) })));
  }
  return found;
}

describe("frame()", () => {
  it("says whether a message is compressed and how long it is, before the message", () => {
    expect(frame(one, false)).toEqual(Buffer.from([0, 0, 0, 0, 3, ...one]));
    expect(frame(one, true)[0]).toBe(1);
  });
});

describe("Unframer", () => {
  const bytes = Buffer.concat([frame(one, false), frame(Buffer.alloc(0), false), frame(two, true)]);

  it.each([1, 2, 4, 5, 7, 13, 1_000])("finds the messages in pieces of %d bytes", (size) => {
    expect(cut(bytes, size)).toEqual([
      { compressed: false, message: "one" },
      { compressed: false, message: "" },
      { compressed: true, message: "the second one" },
    ]);
  });

  it("refuses a message over the limit as soon as its length is known, and takes one that is at it", () => {
    expect(cut(bytes, 1_000, two.byteLength)).toHaveLength(3);
    expect(cut(bytes.subarray(0, -two.byteLength), 1_000, two.byteLength - 1)).toBe("over the limit");
  });
});
