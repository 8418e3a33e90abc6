import { describe, expect, it } from "@jest/globals";
import { until } from "./system.ts";

describe("until()", () => {
  it("answers what the condition answers once it holds", async () => {
    let asked = 0;

    expect(await until(() => asked++ > 0 && "done")).toBe("done");
  });

  it("says what it has waited for in vain", async () => {
    const forGodot = () => false as const;

    await expect(until(forGodot, { withinMs: 1 })).rejects.toThrow("Waited for 0.001 s in vain until () => false");
    await expect(until(forGodot, { withinMs: 1, what: "Godot comes" })).rejects.toThrow("until Godot comes");
  });

  it("ends with what the condition fails with", async () => {
    await expect(until(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  });
});
