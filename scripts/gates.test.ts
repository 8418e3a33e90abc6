import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { type Gate, gates, runGates } from "./gates.ts";
import { root } from "./root.ts";

const list: Gate[] = [
  { script: "lint", what: "style" },
  { script: "rooms", what: "imports" },
  { script: "test", what: "tests" },
];

async function runWith(failing: readonly string[]) {
  const lines: string[] = [];
  let time = 0;
  const ok = await runGates(
    list,
    async ({ script }) => {
      time += 1500;
      return { ok: !failing.includes(script), output: `what ${script} said\n` };
    },
    (line) => lines.push(line),
    () => time,
  );
  return { ok, lines };
}

describe("runGates()", () => {
  it("prints a line with the time for each gate, and nothing else when all is well", async () => {
    await expect(runWith([])).resolves.toEqual({
      ok: true,
      lines: [
        "ok     lint                1.5 s   style",
        "ok     rooms               1.5 s   imports",
        "ok     test                1.5 s   tests",
        "ok: 3 gates in 4.5 s",
      ],
    });
  });

  it("goes on after a gate that fails, shows what it said, and how to run it alone", async () => {
    await expect(runWith(["lint", "rooms"])).resolves.toEqual({
      ok: false,
      lines: [
        "what lint said",
        "FAILED lint                1.5 s   style",
        "what rooms said",
        "FAILED rooms               1.5 s   imports",
        "ok     test                1.5 s   tests",
        "FAILED: lint. Run it alone: npm run lint",
        "FAILED: rooms. Run it alone: npm run rooms",
      ],
    });
  });
});

it("shows what a gate could not check, though it passes", async () => {
  const lines: string[] = [];
  const gate = { script: "lint:breaking", what: "contract" };
  const run = async () => ({ ok: true, output: "NOT CHECKED: no main here\n" });
  await expect(runGates([gate], run, (line) => lines.push(line))).resolves.toBe(true);
  expect(lines[0]).toBe("NOT CHECKED: no main here");
});

describe("the list of gates", () => {
  it("has scripts of package.json only", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(gates.map((gate) => gate.script)));
  });
});
