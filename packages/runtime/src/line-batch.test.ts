import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { batchLines } from "./line-batch.ts";

function record() {
  const written: string[] = [];
  return { written, lines: batchLines({ write: (text) => void written.push(text) }) };
}

describe("batchLines()", () => {
  it("writes the lines of one turn together, in their order", async () => {
    const { written, lines } = record();
    lines.write("one\n");
    lines.write("two\n");
    expect(written).toEqual([]);
    await turn();
    lines.write("three\n");
    await turn();
    expect(written).toEqual(["one\ntwo\n", "three\n"]);
  });
});
