import { describe, expect, it } from "@jest/globals";
import { batchLines } from "./line-batch.ts";
import { createLogger } from "./logger.ts";

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

function messagesOf(text: string): unknown[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).msg);
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

  it.each(["warn", "error"] as const)("writes a line of level %s at once, and what waits before it", async (level) => {
    const { written, lines, nextWrite } = record();
    const logger = createLogger({ service: "shop", destination: lines });
    logger.info("before");
    expect(written).toEqual([]);
    logger[level]("trouble");
    expect(written.flatMap(messagesOf)).toEqual(["before", "trouble"]);
    logger.info("after");
    await nextWrite();
    expect(written.flatMap(messagesOf)).toEqual(["before", "trouble", "after"]);
  });
});
