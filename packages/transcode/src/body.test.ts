import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readLines, readText } from "./body.ts";

/** A body that arrives in these pieces. */
function bodyOf(...pieces: (string | Uint8Array<ArrayBuffer>)[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(typeof piece === "string" ? Uint8Array.from(Buffer.from(piece)) : piece);
      }
      controller.close();
    },
  });
}

const lines = async (body: ReadableStream<Uint8Array> | null, most = 100) =>
  await Array.fromAsync(readLines(body, most));

describe("readText()", () => {
  it("reads a body up to its bound, and not beyond", async () => {
    expect(await readText(bodyOf("ab", "c"), 3)).toBe("abc");
    expect(await readText(null, 3)).toBe("");
    await expect(readText(bodyOf("ab", "cd"), 3)).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      httpStatus: 413,
    });
  });

  it("stops reading what is too large", async () => {
    let left = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel() {
        left = true;
      },
    });

    await expect(readText(endless, 100)).rejects.toMatchObject({ httpStatus: 413 });
    expect(left).toBe(true);
  });

  it("refuses what is not UTF-8", async () => {
    await expect(readText(bodyOf(Uint8Array.of(0xff)), 3)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});

describe("readLines()", () => {
  it.each([
    [["a\nb\n"], ["a", "b"]],
    [["a\nb"], ["a", "b"]],
    [
      ["a\r\n", "\n", " \nb"],
      ["a\r", "b"],
    ],
    [[], []],
    [["\n"], []],
  ])("reads %j as %j", async (pieces, expected) => {
    expect(await lines(bodyOf(...pieces))).toEqual(expected);
  });

  it("bounds each line, not the body", async () => {
    expect(await lines(bodyOf("abc\nabc\n"), 3)).toEqual(["abc", "abc"]);
    await expect(lines(bodyOf("abc\nab", "cd\n"), 3)).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      httpStatus: 413,
      message: expect.stringContaining("line 2 is longer than 3 bytes"),
    });
  });

  it("finds the same lines however the bytes arrive", async () => {
    const line = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((text) => text.trim() !== "" && !text.includes("\n"));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), async (expected, size) => {
        const bytes = Uint8Array.from(Buffer.from(expected.join("\n")));
        const count = Math.ceil(bytes.byteLength / size);
        const pieces = Array.from({ length: count }, (_, index) => bytes.slice(index * size, (index + 1) * size));
        expect(await lines(bodyOf(...pieces), 1_000)).toEqual(expected);
      }),
    );
  });
});
