/** What every chapter of the course has, in this order: who knows one finds their way in all. */
export const headings = ["Goal", "Contract", "Walk", "Run", "⛳ Checkpoint", "Exercises", "Decisions"] as const;

const MAX_LINES = 250;

export type Chapter = {
  /** As in `02-discount.md`. */
  readonly file: string;
  readonly text: string;
  /** The names of the folders of exercises. */
  readonly exercises: readonly string[];
};

/** What a chapter lacks, one sentence each. */
export function chapterFaults({ file, text, exercises }: Chapter): string[] {
  const number = file.slice(0, 2);
  const lines = text.trimEnd().split(/\r?\n/);
  const found = [...sectionsIn(lines).keys()];
  const own = exercises.filter((folder) => folder.startsWith(`${number}-`));
  const needsExercise = Number(number) >= 1 && Number(number) <= 12;
  return [
    ...(new RegExp(`^# ${number} · \\S`).test(lines[0] ?? "")
      ? []
      : [`begins with "${lines[0]}", not "# ${number} · …"`]),
    ...(found.join() === headings.join() ? [] : [`has the headings ${found.join(", ")}, not ${headings.join(", ")}`]),
    ...(lines.length > MAX_LINES ? [`has ${lines.length} lines, more than ${MAX_LINES}`] : []),
    ...(checkpointOf(text) ? [] : ["has no ```sh block and ```text block under its checkpoint"]),
    ...[...text.matchAll(/^```mermaid\nsequenceDiagram\n(.*?)^```/gms)]
      .flatMap(([, diagram = ""]) => diagram.split("\n"))
      .filter((line) => line.includes(";"))
      .map((line) => `has a diagram that is not drawn, since ";" ends a statement: ${line.trim()}`),
    ...(needsExercise && own.length === 0 ? [`has no exercise: no folder exercises/${number}-…`] : []),
    ...own
      .filter((folder) => !text.includes(`(exercises/${folder}/README.md)`))
      .map((name) => `does not link to its exercise ${name}`),
  ];
}

export type Checkpoint = { readonly command: string; readonly expected: readonly string[] };

/** What the reader is to type under a chapter's checkpoint, and what then comes out, line by line. */
export function checkpointOf(text: string): Checkpoint | undefined {
  const section = (sectionsIn(text.split(/\r?\n/)).get("⛳ Checkpoint") ?? []).join("\n");
  const [command, expected] = ["sh", "text"].map(
    (kind) => new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "ms").exec(section)?.[1],
  );
  if (command === undefined || expected === undefined) return undefined;
  return { command: command.trim(), expected: expected.split("\n").filter((line) => line.trim() !== "") };
}

/** What stands under each heading of the second level; a line in a fence is none. */
function sectionsIn(lines: readonly string[]): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let section: string[] | undefined;
  let fence: string | undefined;
  for (const line of lines) {
    const heading = fence === undefined ? /^## (.+)$/.exec(line)?.[1] : undefined;
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined) fence = ticks;
    else if (line.startsWith(fence) && line.trim() === ticks) fence = undefined;
    if (heading === undefined) {
      section?.push(line);
    } else {
      section = [];
      sections.set(heading, section);
    }
  }
  return sections;
}
