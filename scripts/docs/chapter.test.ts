import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { chapterFaults, checkpointOf, headings } from "./chapter.ts";

const course = join(root, "docs/course");
const exercises = globSync("exercises/[0-9][0-9]-*/", { cwd: course }).map((path) => path.split(/[\\/]/)[1] ?? "");
const chapters = globSync("[0-9][0-9]-*.md", { cwd: course }).sort();

const blocks = { "⛳ Checkpoint": "\n```sh\necho 1\n## no heading\n```\n\n```text\n1\n```\n" };
const chapter = (number: string, { without, more = "" }: { without?: string; more?: string } = {}) =>
  [
    `# ${number} · The first service`,
    ...headings
      .filter((heading) => heading !== without)
      .map((heading) => `## ${heading}\n${heading in blocks ? blocks["⛳ Checkpoint"] : ""}`),
    more,
  ].join("\n");

describe("the course", () => {
  it("has chapters of one shape, each with a number of its own", () => {
    const numbers = chapters.map((file) => file.slice(0, 2));
    const faults = chapters.flatMap((file) =>
      chapterFaults({ file, text: readFileSync(join(course, file), "utf8"), exercises }).map(
        (fault) => `${file} ${fault}`,
      ),
    );

    expect(numbers).not.toEqual([]);
    expect(numbers).toEqual([...new Set(numbers)]);
    expect(faults).toEqual([]);
  });

  it("lists its chapters in the index, each once, in their order", () => {
    const index = readFileSync(join(root, "docs/README.md"), "utf8");

    expect([...index.matchAll(/^\| \[\d\d · .+?\]\(course\/(.+?)\)/gm)].map(([, file]) => file)).toEqual(chapters);
  });

  it("has no exercise without a chapter", () => {
    const orphans = exercises.filter((folder) => !chapters.some((file) => file.startsWith(folder.slice(0, 3))));

    expect(orphans).toEqual([]);
  });
});

describe("chapterFaults()", () => {
  const link = "[the task](exercises/02-minimum/README.md)";
  const faults = (text: string, file = "02-discount.md", folders = ["02-minimum"]) =>
    chapterFaults({ file, text, exercises: folders });

  it("finds none in a chapter as it should be", () => {
    expect(faults(chapter("02", { more: link }))).toEqual([]);
    expect(faults(chapter("00"), "00-tour.md")).toEqual([]);
  });

  it.each([
    ["another number", chapter("03", { more: link }), 'begins with "# 03 · The first service", not "# 02 · …"'],
    [
      "a heading less",
      chapter("02", { without: "Run", more: link }),
      expect.stringMatching(/^has the headings Goal, /),
    ],
    ["no checkpoint", chapter("02", { more: link }).replace("```text", "```"), expect.stringMatching(/^has no ```sh/)],
    [
      "more lines than one sits through",
      chapter("02", { more: link + "\n".repeat(250) + link }),
      expect.stringMatching(/^has \d+ lines/),
    ],
    [
      "a picture that Mermaid refuses",
      chapter("02", { more: `${link}\n\`\`\`mermaid\nsequenceDiagram\n  A->>B: one; two\n\`\`\`\n` }),
      'has a diagram that is not drawn, since ";" ends a statement: A->>B: one; two',
    ],
    ["an exercise that it does not mention", chapter("02"), "does not link to its exercise 02-minimum"],
  ])("names %s", (_what, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it("wants an exercise of the chapters 01 to 12", () => {
    expect(faults(chapter("02"), "02-discount.md", [])).toEqual(["has no exercise: no folder exercises/02-…"]);
    expect(faults(chapter("13"), "13-node-and-deno.md", [])).toEqual([]);
  });
});

describe("checkpointOf()", () => {
  it("reads what to type and what comes out, without the empty lines", () => {
    expect(checkpointOf(chapter("02"))).toEqual({ command: "echo 1\n## no heading", expected: ["1"] });
  });
});
