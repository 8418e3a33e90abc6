import { globSync } from "node:fs";
import { basename, dirname } from "node:path";

/** What is no template: each is the system itself, or measures it, and so nothing without the others. */
const ofTheSystem: Readonly<Record<string, string>> = {
  stack: "it starts the services of this repository",
  bench: "it measures the services of this repository",
};

/** The packages that somebody may copy out, or those that are named. Throws for a name that is none. */
export function packagesToTry(root: string, named: readonly string[]): string[] {
  const all = globSync("packages/*/package.json", { cwd: root })
    .map((path) => basename(dirname(path)))
    .sort();
  for (const name of named) {
    if (!all.includes(name))
      throw new Error(`Cannot fork "${name}": there is no packages/${name}. Try ${all.join(", ")}`);
    const why = ofTheSystem[name];
    if (why) throw new Error(`Cannot fork "${name}": ${why}. Leave it out`);
  }
  return named.length > 0 ? [...named] : all.filter((name) => !(name in ofTheSystem));
}
