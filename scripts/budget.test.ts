import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { topology } from "../packages/stack/topology.ts";
import { budget, type Needs, overBudget } from "./budget.ts";
import { root } from "./root.ts";

const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** What every service depends on, by the tags of its dependencies. */
function services(): Needs[] {
  const folders = globSync("{contracts,packages/*}/turbo.json", { cwd: root }).map((path) => dirname(path));
  const tags = new Map(
    folders.map((folder) => [read(`${folder}/package.json`).name, read(`${folder}/turbo.json`).tags[0]]),
  );
  return folders
    .filter((folder) => read(`${folder}/turbo.json`).tags[0] === "service")
    .map((folder) => {
      const name = basename(folder) as keyof typeof topology;
      const own = Object.keys(read(`${folder}/package.json`).dependencies).filter((dependency) => tags.has(dependency));
      const tagged = (tag: string) => own.filter((dependency) => tags.get(dependency) === tag);
      return {
        name,
        kind: topology[name].kind,
        libraries: tagged("library"),
        contracts: tagged("contracts"),
        kernels: tagged("kernel"),
      };
    });
}

describe("the dependencies of services", () => {
  it("are found", () => {
    expect(services().find(({ name }) => name === "discount")).toEqual({
      name: "discount",
      kind: "grpc",
      libraries: ["auth", "grpc", "postgres", "runtime"].map((name) => `@hexmart/${name}`),
      contracts: ["@hexmart/contracts"],
      kernels: ["@hexmart/money"],
    });
  });

  it("are within the budget", () => {
    expect(services().flatMap(overBudget)).toEqual([]);
  });

  it("use it up, so that it cannot be lowered without anybody noticing", () => {
    for (const kind of ["grpc", "http", "worker"] as const) {
      const counts = services().filter((service) => service.kind === kind);

      expect(Math.max(...counts.map(({ libraries }) => libraries.length))).toBe(budget[kind]);
    }
  });
});

describe("overBudget()", () => {
  const worker: Needs = { name: "a", kind: "worker", libraries: ["x", "y", "z"], contracts: ["c"], kernels: ["k"] };

  it("lets a worker have three libraries, with a contract and a kernel", () => {
    expect(overBudget(worker)).toEqual([]);
  });

  it.each([
    [{ libraries: ["w", "x", "y", "z"] }, 'a has 4 libraries ("w", "x", "y", "z"), and a worker may have 3'],
    [{ contracts: ["c", "d"] }, "a has 2 contracts, and a service may have 1"],
    [{ kernels: ["k", "l"] }, "a has 2 kernels, and a service may have 1"],
  ])("refuses %j", (more, why) => {
    expect(overBudget({ ...worker, ...more })).toEqual([expect.stringContaining(why)]);
  });
});
