import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { checkExercise } from "./check-exercise.ts";
import { chooseExercise, jestArguments, readExercises } from "./exercises.ts";

const target = "packages/price/src/exercise-02.test.ts";
const test = (expected: number, first = `// ${target}`) => `${first}
import { expect, it } from "@jest/globals";
import { price } from "./price.ts";

it("costs ${expected}", () => {
  expect(price()).toBe(${expected});
});
`;
/** Changes what another package exports: the copy has to run its own. */
const solution = `--- a/packages/tax/index.ts
+++ b/packages/tax/index.ts
@@ -1 +1 @@
-export const tax = 1;
+export const tax = 2;
`;
const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name: `@scratch/${name}`, type: "module", exports: "./index.ts", ...more });

/** A repository of two packages and one exercise, as small as can be. */
function scratch({
  expected = 12,
  patch = solution,
  first,
}: {
  expected?: number;
  patch?: string;
  first?: string;
} = {}) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-exercises-")));
  const write = (file: string, text: string) => {
    mkdirSync(join(path, dirname(file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  for (const name of ["jest", "@jest/globals", "typescript", "@types/node"]) {
    mkdirSync(join(path, "node_modules", dirname(name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(path, "node_modules", name));
  }
  mkdirSync(join(path, "node_modules/@scratch"));
  symlinkSync("../../packages/tax", join(path, "node_modules/@scratch/tax"));
  write("package.json", '{ "workspaces": ["packages/*"] }');
  write(".gitignore", "node_modules\n.copies\n");
  write("packages/tax/package.json", manifest("tax"));
  write("packages/tax/index.ts", "export const tax = 1;\n");
  const jest = { testEnvironment: "node", extensionsToTreatAsEsm: [".ts"], transform: {} };
  write("packages/price/package.json", manifest("price", { scripts: { "test:unit": "node jest.js src" }, jest }));
  write("packages/price/src/price.ts", 'import { tax } from "@scratch/tax";\n\nexport const price = () => 10 + tax;\n');
  const strict = {
    module: "nodenext",
    noEmit: true,
    strict: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  };
  write(
    "packages/price/tsconfig.json",
    JSON.stringify({ compilerOptions: { ...strict, target: "es2024", types: [] } }),
  );
  write("docs/course/exercises/02-tax/README.md", "# Tax\n");
  write("docs/course/exercises/02-tax/exercise.test.ts", test(expected, first));
  write("docs/course/exercises/02-tax/solution.patch", patch);
  execFileSync("git", ["init", "--quiet"], { cwd: path });
  mkdirSync(join(path, ".copies"));
  return {
    path,
    write,
    check: () => checkExercise(path, chooseExercise(readExercises(path), "02"), { temporary: join(path, ".copies") }),
    copies: () => readdirSync(join(path, ".copies")),
    changes: () => execFileSync("git", ["ls-files", "--others", "--exclude-standard"], { cwd: path, encoding: "utf8" }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

describe("checkExercise()", () => {
  it("proves that the test fails, and passes with the solution, and leaves nothing", async () => {
    using at = scratch();
    const before = at.changes();

    expect(await at.check()).toBeUndefined();
    expect(at.copies()).toEqual([]);
    expect(at.changes()).toBe(before);
  });

  it("refuses an exercise whose test passes already", async () => {
    using at = scratch({ expected: 11 });

    expect(await at.check()).toBe("its test passes already: there is nothing to do");
    expect(at.copies()).toEqual([]);
  });

  it("refuses a solution that does not apply", async () => {
    using at = scratch({ patch: solution.replace("-export const tax = 1;", "-export const tax = 7;") });

    expect(await at.check()).toMatch(/^its solution does not apply:\n.*patch failed: packages\/tax\/index.ts:1/s);
  });

  it("refuses a solution that does not solve it", async () => {
    using at = scratch({ expected: 13 });

    expect(await at.check()).toMatch(/^with its solution, tests fail:\n.*Expected: 13\n.*Received: 12/s);
  });

  it("refuses a solution that breaks another test of the package, or its types", async () => {
    using at = scratch();
    at.write("packages/price/src/old.test.ts", test(11));
    expect(await at.check()).toMatch(/^with its solution, tests fail:\n.*Expected: 11\n/s);

    rmSync(join(at.path, "packages/price/src/old.test.ts"));
    at.write(
      "packages/price/src/price.ts",
      `${'import { tax } from "@scratch/tax";\nexport const price = (): string => 10 + tax;\n'}`,
    );
    expect(await at.check()).toMatch(/^with its solution, types are wrong:\n.*TS2322/s);
  });
});

describe("readExercises()", () => {
  it("reads where the test goes from its first line", () => {
    using at = scratch();

    expect(readExercises(at.path)).toMatchObject([
      { name: "02-tax", target, workspace: "packages/price", changesContract: false },
    ]);
  });

  it.each([
    ["none", "// A test."],
    ["one outside of the package", "// packages/../e2e/exercise-02.test.ts"],
    ["one by another name", "// packages/price/src/price.test.ts"],
  ])("refuses %s", (_what, first) => {
    using at = scratch({ first });

    expect(() => readExercises(at.path)).toThrow("Exercise 02-tax does not say where its test goes: begin");
  });

  it("refuses an exercise that lacks a file", () => {
    using at = scratch();
    rmSync(join(at.path, "docs/course/exercises/02-tax/solution.patch"));

    expect(() => readExercises(at.path)).toThrow(
      "Exercise 02-tax has no solution.patch: write docs/course/exercises/02-tax/solution.patch",
    );
  });

  it("sees when a contract is changed, and the code generated from it is not part of the solution", () => {
    using at = scratch({ patch: solution.replaceAll("packages/tax/index.ts", "contracts/proto/a.proto") });

    expect(readExercises(at.path)).toMatchObject([{ changesContract: true }]);
  });
});

describe("chooseExercise()", () => {
  it("takes a number or a name, and says what there is when that is none", () => {
    using at = scratch();
    const all = readExercises(at.path);

    for (const wanted of ["02", "2", "02-tax"]) expect(chooseExercise(all, wanted).name).toBe("02-tax");
    expect(() => chooseExercise(all, "03")).toThrow("There is no exercise 03: choose of 02-tax");
  });
});

describe("jestArguments()", () => {
  const workspace = "packages/discount";
  const inFolder = (folder: string, along = false) =>
    jestArguments(root, { workspace, target: `${workspace}/${folder}/exercise-07.test.ts` }, { along });

  it("gives a test in test/ what the package gives its own there: a database", () => {
    expect(inFolder("src/domain")).not.toContain("--globalSetup=@hexmart/testing/postgres");
    expect(inFolder("test")).toContain("--globalSetup=@hexmart/testing/postgres");
  });

  it("runs one along with the package's unit tests, when told to", () => {
    expect(inFolder("src/domain").slice(-2)).toEqual(["--runTestsByPath", "src/domain/exercise-07.test.ts"]);
    expect(inFolder("src/domain", true).slice(-1)).toEqual(["src"]);
  });
});
