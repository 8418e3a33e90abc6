import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { describe, expect, it } from "@jest/globals";
import { isAlive } from "./is-alive.ts";

describe("isAlive()", () => {
  it("knows a process that runs", () => {
    expect(isAlive(process.pid)).toBe(true);
  });

  it("knows the first process of the machine, though it is another user's", () => {
    expect(isAlive(1)).toBe(true);
  });

  it("knows a process that has ended", async () => {
    const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(child, "exit");

    expect(isAlive(Number(child.pid))).toBe(false);
  });

  it.each([0, -process.pid, 1.5, Number.NaN])("takes %d for no process", (pid) => {
    expect(isAlive(pid)).toBe(false);
  });
});
