import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { quiet, root, tool } from "./root.ts";

type Manifest = { name: string; workspaces?: string[]; dependencies?: Record<string, string> };

/** This repository's own packages and turbo configuration, with one line of source in each package. */
function skeleton() {
  const path = mkdtempSync(join(tmpdir(), "hexmart-turbo-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  const manifest: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packages = (manifest.workspaces ?? []).flatMap((glob) =>
    globSync(`${glob}/package.json`, { cwd: root }).map((file) => dirname(file).replaceAll("\\", "/")),
  );
  const kept = ["package.json", "package-lock.json", "turbo.json", ".gitignore", "packages/tooling/jest-preset.json"];
  for (const file of [
    ...kept,
    ...packages.flatMap((directory) => [`${directory}/package.json`, `${directory}/turbo.json`]),
  ]) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    copyFileSync(join(root, file), join(path, file));
  }
  for (const directory of packages) write(`${directory}/src/index.ts`, "export {};\n");
  execFileSync("git", ["init", "--quiet"], { cwd: path });

  const turbo = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [tool.turbo, ...args], {
      cwd: path,
      encoding: "utf8",
      env: { ...quiet(), E2E_STACK: undefined, ...env },
    });
  const hashes = (env: NodeJS.ProcessEnv = {}): Map<string, string> => {
    const { stdout, stderr, status } = turbo(["run", "test", "--dry=json"], env);
    if (status !== 0) throw new Error(`turbo failed: ${stderr}`);
    const { tasks }: { tasks: { taskId: string; task: string; hash: string; package: string }[] } = JSON.parse(stdout);
    return new Map(tasks.filter((task) => task.task === "test").map((task) => [task.package, task.hash]));
  };
  /** The packages whose tests run again after a change. */
  const rerun = (change: () => NodeJS.ProcessEnv | undefined): string[] => {
    const before = hashes();
    const after = hashes(change());
    return [...after]
      .filter(([name, hash]) => before.get(name) !== hash)
      .map(([name]) => name)
      .sort();
  };
  const depend = (directory: string, name: string) => {
    const own: Manifest = JSON.parse(readFileSync(join(path, directory, "package.json"), "utf8"));
    own.dependencies = { ...own.dependencies, [name]: "*" };
    write(`${directory}/package.json`, JSON.stringify(own));
  };
  return { write, turbo, rerun, depend, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("turbo run test", () => {
  it("runs what depends on the contract again when the contract changes, and nothing else", () => {
    using clone = skeleton();
    const rerun = clone.rerun(
      () => clone.write("contracts/proto/hexmart/sample/v1/sample.proto", "// changed\n") ?? undefined,
    );
    expect(rerun).toEqual(
      expect.arrayContaining(["@hexmart/contracts", "@hexmart/discount", "@hexmart/shopping-cart", "@hexmart/e2e"]),
    );
    expect(rerun).not.toContain("@hexmart/money");
    expect(rerun).not.toContain("@hexmart/postgres");
  });

  it("runs nothing again when a README changes", () => {
    using clone = skeleton();
    expect(
      clone.rerun(() => {
        for (const directory of ["contracts", "packages/discount", "packages/money", "e2e"]) {
          clone.write(`${directory}/README.md`, "changed\n");
        }
        return undefined;
      }),
    ).toEqual([]);
  });

  it("runs the users of a library again, also those that use it through another one", () => {
    using clone = skeleton();
    // shopping-cart uses testing, and testing uses auth.
    const rerun = clone.rerun(
      () => clone.write("packages/auth/src/index.ts", "export const changed = 1;\n") ?? undefined,
    );
    expect(rerun).toEqual(expect.arrayContaining(["@hexmart/auth", "@hexmart/testing", "@hexmart/shopping-cart"]));
    expect(rerun).not.toContain("@hexmart/money");
  });

  it("runs the journeys again when a service changes, though nobody imports a service", () => {
    using clone = skeleton();
    expect(clone.rerun(() => clone.write("packages/discount/src/main.ts", "// changed\n") ?? undefined)).toEqual([
      "@hexmart/discount",
      "@hexmart/e2e",
      "@hexmart/stack",
    ]);
  });

  it("does not take journeys over processes for journeys over containers", () => {
    using clone = skeleton();
    expect(clone.rerun(() => ({ E2E_STACK: "containers" }))).toContain("@hexmart/e2e");
  });

  it("does not take tests of a machine that may leave some out for tests in CI", () => {
    using clone = skeleton();
    expect(clone.rerun(() => ({ CI: "another value" }))).toEqual(["@hexmart/e2e", "@hexmart/movies-web"]);
  });

  it("takes tests on another database server for the same tests", () => {
    using clone = skeleton();
    expect(clone.rerun(() => ({ TEST_DATABASE_URL: "postgres://elsewhere" }))).toEqual([]);
  });
});

describe("turbo boundaries", () => {
  it("accepts the packages as they are", () => {
    using clone = skeleton();
    const { status, stdout } = clone.turbo(["boundaries"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("no issues found") });
  });

  const wrong = [
    ["a service that depends on a service", "packages/product", "@hexmart/discount"],
    ["a library that depends on a service", "packages/grpc", "@hexmart/identity"],
    ["a library that depends on the contract", "packages/grpc", "@hexmart/contracts"],
    ["the kernel that depends on a library", "packages/money", "@hexmart/runtime"],
    ["a contract that depends on a library", "contracts", "@hexmart/grpc"],
    ["a journey that depends on a service", "e2e", "@hexmart/discount"],
    ["a service that depends on the stack", "packages/product", "@hexmart/stack"],
  ] as const;
  for (const [what, directory, name] of wrong) {
    it(`refuses ${what}`, () => {
      using clone = skeleton();
      clone.depend(directory, name);
      const { status, stderr } = clone.turbo(["boundaries"]);
      expect(status).not.toBe(0);
      const owner: Manifest = JSON.parse(readFileSync(join(root, directory, "package.json"), "utf8"));
      // turbo wraps its lines to a width of its own choice.
      expect(stderr.replace(/[\s|]+/g, " ")).toContain(
        `Package \`${name}\` found without any tag listed in allowlist for \`${owner.name}\``,
      );
    });
  }

  it("refuses two libraries that depend on each other", () => {
    using clone = skeleton();
    clone.depend("packages/runtime", "@hexmart/auth");
    clone.depend("packages/auth", "@hexmart/runtime");
    const { status, stdout, stderr } = clone.turbo(["run", "test", "--dry=json"]);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toMatch(/cycl/i);
  });

  it("refuses an import that package.json does not name", () => {
    using clone = skeleton();
    clone.write("packages/money/src/index.ts", 'import { run } from "@hexmart/runtime";\nrun();\n');
    const { status, stdout, stderr } = clone.turbo(["boundaries"]);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain("it is not a dependency");
  });
});
