import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A task for the reader, in a folder of docs/course/exercises. */
export type Exercise = {
  /** As in `02-minimum-price`. */
  readonly name: string;
  /** Where its README, its test and its solution lie; from the root, as all paths here. */
  readonly folder: string;
  readonly test: string;
  readonly solution: string;
  /** Where the test goes in the tree. */
  readonly target: string;
  /** The package that the target is in. */
  readonly workspace: string;
  /** Whether the solution changes a contract, so that code has to be generated from it. */
  readonly changesContract: boolean;
};

const exercisesFolder = "docs/course/exercises";

/**
 * Every exercise of a tree.
 *
 * @throws Error for one that lacks a file, or whose test does not say where it goes
 */
export function readExercises(root: string): Exercise[] {
  return globSync("[0-9][0-9]-*/", { cwd: join(root, exercisesFolder) })
    .map((folder) => readExercise(root, basename(folder)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readExercise(root: string, name: string): Exercise {
  const folder = `${exercisesFolder}/${name}`;
  const [, test, solution] = ["README.md", "exercise.test.ts", "solution.patch"].map((file) => {
    try {
      return readFileSync(join(root, folder, file), "utf8");
    } catch (cause) {
      throw new Error(`Exercise ${name} has no ${file}: write ${folder}/${file}`, { cause });
    }
  });
  const file = `exercise-${name.slice(0, 2)}.test.ts`;
  const line = test?.split(/\r?\n/)[0] ?? "";
  const [, target, workspace] = /^\/\/ (((?:packages\/)?[\w-]+)\/(?:[\w-]+\/)*[\w.-]+)$/.exec(line) ?? [];
  if (target === undefined || workspace === undefined || basename(target) !== file) {
    const expected = `// packages/<name>/src/<room>/${file}`;
    throw new Error(
      `Exercise ${name} does not say where its test goes: begin ${folder}/exercise.test.ts with ${expected}`,
    );
  }
  return {
    name,
    folder,
    test: `${folder}/exercise.test.ts`,
    solution: `${folder}/solution.patch`,
    target,
    workspace,
    changesContract: /^\+\+\+ b\/contracts\/(?:proto|openapi)\//m.test(solution ?? ""),
  };
}

/**
 * The exercise with a number or name.
 *
 * @throws Error that lists what there is, for none and for several
 */
export function chooseExercise(exercises: readonly Exercise[], wanted: string): Exercise {
  const found = exercises.filter(({ name }) => name === wanted || name.startsWith(`${wanted.padStart(2, "0")}-`));
  const [exercise, ...others] = found;
  if (exercise !== undefined && others.length === 0) return exercise;
  const names = (found.length > 0 ? found : exercises).map(({ name }) => name).join(", ");
  throw new Error(
    `${found.length === 0 ? "There is no" : "There is more than one"} exercise ${wanted}: choose of ${names}`,
  );
}

/**
 * The arguments for this runtime, in the folder of the package, that run the test of an exercise: alone, or `along` with
 * the package's unit tests. A test that lies in `test/` gets what those have that need a database.
 */
export function jestArguments(
  root: string,
  { target, workspace }: Pick<Exercise, "target" | "workspace">,
  { along }: { along: boolean },
): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, workspace, "package.json"), "utf8"));
  const file = target.slice(workspace.length + 1);
  const needsDatabase = file.startsWith("test/");
  const script: string = scripts[needsDatabase ? "test" : "test:unit"];
  const own = (script.split("jest.js")[1] ?? "").split(" ").filter((word) => word !== "");
  const options = own.filter((word) => word.startsWith("-"));
  const patterns = own.filter((word) => !word.startsWith("-"));
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  if (!along || needsDatabase) return [...flags, jest, ...options, "--runTestsByPath", file];
  return [...flags, jest, ...options, ...patterns];
}
