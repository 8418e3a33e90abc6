import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Any } from "@bufbuild/protobuf/wkt";
import { AnySchema, DoubleValueSchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import { encode } from "./encode.ts";

const text = (value: string) => fromBinary(StringValueSchema, encode(StringValueSchema, { value })).value;

describe("encode()", () => {
  it.each([0, 1, 31, 32, 127, 128, 20_000, 64 * 1024 - 1, 64 * 1024, 1_000_000])(
    "writes a text of %d characters",
    (length) => {
      const value = "é".repeat(length);
      expect(text(value)).toBe(value);
    },
  );

  it("writes numbers of fixed width, also after a message that had grown out of its buffer", () => {
    text("x".repeat(100_000));
    expect(fromBinary(DoubleValueSchema, encode(DoubleValueSchema, { value: Math.PI })).value).toBe(Math.PI);
    expect(fromBinary(DoubleValueSchema, encode(DoubleValueSchema, { value: Math.E })).value).toBe(Math.E);
  });

  it("leaves what it has written before as it is", () => {
    const first = encode(StringValueSchema, { value: "first" });
    encode(StringValueSchema, { value: "other" });
    expect(fromBinary(StringValueSchema, first).value).toBe("first");
  });

  it("writes a message within a message, each for itself", () => {
    const outer: Any = create(AnySchema, { typeUrl: "type.googleapis.com/google.protobuf.StringValue" });
    Object.defineProperty(outer, "value", { get: () => encode(StringValueSchema, { value: "inner" }) });

    const { typeUrl, value } = fromBinary(AnySchema, encode(AnySchema, outer));

    expect(typeUrl).toBe("type.googleapis.com/google.protobuf.StringValue");
    expect(fromBinary(StringValueSchema, value).value).toBe("inner");
  });

  it("goes on after a message that cannot be written", () => {
    expect(() => encode(AnySchema, { typeUrl: "half of it", value: "no bytes" })).toThrow();
    expect(text("next")).toBe("next");
  });

  it("shares a buffer, which this version of protobuf-es must allow, and leaves toBinary() alone", () => {
    const message = create(StringValueSchema, { value: "some text" });
    expect(Buffer.isBuffer(encode(StringValueSchema, message))).toBe(true);
    expect(Buffer.isBuffer(toBinary(StringValueSchema, message))).toBe(false);
  });
});
