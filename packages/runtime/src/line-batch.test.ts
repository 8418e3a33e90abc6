import { describe, expect, it } from "@jest/globals";
import { batchLines } from "./line-batch.ts";

/** A destination that says when something was written to it. */
function record() {
  const written: string[] = [];
  let next = Promise.withResolvers<void>();
  const lines = batchLines({
    write(text) {
      written.push(text);
      next.resolve();
      next = Promise.withResolvers();
    },
  });
  return { written, lines, nextWrite: () => next.promise };
}

describe("batchLines()", () => {
  it("writes lines together that come together, in their order", async () => {
    const { written, lines, nextWrite } = record();
    lines.write("one\n");
    lines.write("two\n");
    expect(written).toEqual([]);
    await nextWrite();
    lines.write("three\n");
    await nextWrite();
    expect(written).toEqual(["one\ntwo\n", "three\n"]);
  });
});
