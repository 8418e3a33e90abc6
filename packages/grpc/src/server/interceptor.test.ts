import { describe, expect, it } from "@jest/globals";
import type { Interceptor } from "./interceptor.ts";
import { chain } from "./interceptor.ts";

function step(): Required<Interceptor> {
  return { start() {}, message() {}, finish() {}, translate: (_call, thrown) => thrown as never };
}

describe("chain()", () => {
  it("keeps the order for what comes in, and turns it round for the end", () => {
    const [outer, inner] = [step(), step()];
    const steps = chain([outer, undefined, inner]);
    expect(steps.start).toEqual([outer.start, inner.start]);
    expect(steps.message).toEqual([outer.message, inner.message]);
    expect(steps.finish).toEqual([inner.finish, outer.finish]);
  });

  it("lets the innermost step translate what the handler threw", () => {
    const [outer, inner] = [step(), step()];
    expect(chain([outer, inner]).translate).toBe(inner.translate);
  });

  it("refuses steps of which none does", () => {
    expect(() => chain([{ start() {} }])).toThrow("none of them translates errors");
  });
});
