import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, checkpointOf } from "../docs/chapter.ts";
import { missingLine } from "./missing-line.ts";
import type { Outcome } from "./run-shell.ts";

/** A chapter, by its number, and what it has the reader try. */
export type Chapter = { readonly number: string; readonly file: string; readonly checkpoint: Checkpoint };

/**
 * The chapters in a folder, or those of them that are asked for.
 *
 * @throws Error for a number that no chapter has, and for a chapter without a checkpoint
 */
export function readChapters(folder: string, numbers: readonly string[] = []): Chapter[] {
  const chapters = globSync("[0-9][0-9]-*.md", { cwd: folder })
    .sort()
    .map((file) => ({ number: file.slice(0, 2), file }));
  const unknown = numbers.filter((number) => !chapters.some((chapter) => chapter.number === number));
  if (unknown.length > 0) {
    const all = chapters.map(({ number }) => number).join(", ");
    throw new Error(`There is no chapter ${unknown.join(", ")}: expected one of ${all}`);
  }
  return chapters
    .filter(({ number }) => numbers.length === 0 || numbers.includes(number))
    .map(({ number, file }) => {
      const checkpoint = checkpointOf(readFileSync(join(folder, file), "utf8"));
      if (checkpoint === undefined)
        throw new Error(`${file} has no \`\`\`sh and \`\`\`text blocks under its checkpoint`);
      return { number, file, checkpoint };
    });
}

export type Result = { readonly chapter: Chapter; readonly seconds: number; readonly fault: string | undefined };

/** Runs checkpoints, two at a time, and tells of each as it ends. */
export async function runCheckpoints(
  chapters: readonly Chapter[],
  run: (command: string) => Promise<Outcome>,
  onResult: (result: Result) => void = () => {},
): Promise<Result[]> {
  const waiting = [...chapters];
  const results: Result[] = [];
  const work = async () => {
    for (let chapter = waiting.shift(); chapter !== undefined; chapter = waiting.shift()) {
      const { output, seconds, fault } = await run(chapter.checkpoint.command);
      const result = { chapter, seconds, fault: describe(chapter.checkpoint, output, fault) };
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all([work(), work()]);
  return results.sort((a, b) => (a.chapter.number < b.chapter.number ? -1 : 1));
}

/** What is wrong with what a checkpoint printed, with as much of it as helps. */
function describe({ expected }: Checkpoint, output: string, fault: string | undefined): string | undefined {
  const missing = missingLine(expected, output);
  if (fault === undefined && missing === undefined) return undefined;
  const printed = missing?.printed ?? output.trimEnd().split("\n").slice(-20);
  return [
    ...(fault === undefined ? [] : [fault]),
    ...(missing === undefined ? [] : [`it did not print "${missing.line}"`]),
    `${missing === undefined || missing.printed.length === 0 ? "it ended with" : "it printed instead"}:`,
    ...(printed.length > 0 ? printed : output.trimEnd().split("\n")).slice(0, 30).map((line) => `  ${line}`),
  ].join("\n");
}
