import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const read = (path: string) => readFile(join(import.meta.dirname, path), "utf8");

describe("the steps of a call", () => {
  it("stand in the order that README.md promises", async () => {
    const source = /chain\(\[(.*?)\n {6}\]\)/s.exec(await read("serve.ts"))?.[1] ?? "";
    const steps = [...source.matchAll(/(\w+)\??\.?\((?:[^()]|\([^()]*\))*\),/g)].map(([, name = ""]) =>
      name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    );
    const table = /\| step \| does \|\n\|---\|---\|\n(.*?)\n\n/s.exec(await read("../../README.md"))?.[1] ?? "";
    const promised = table.split("\n").map((row) => row.split("|")[1]?.trim());

    expect(promised.length).toBeGreaterThan(8);
    expect(steps).toEqual(promised);
  });
});
