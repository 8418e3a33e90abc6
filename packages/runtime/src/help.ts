import type { Config } from "./define-config.ts";
import { describeConfig, type VariableDescription } from "./describe-config.ts";
import type { ConfigProblem } from "./read-config.ts";

const WIDTH = 100;
const LONGEST_CELL = 30;

/** What `--help` prints: every variable with its default and meaning, at most 100 columns wide. */
export function formatHelp(config: Config): string {
  const rows = describeConfig(config).map((variable) => [
    variable.name,
    formatDefaultCell(variable),
    variable.description,
  ]);
  const secrets = describeConfig(config).some((variable) => variable.secret);
  return [
    `${config.service}: ${config.summary}`,
    "",
    `Usage: npm start -w @hexmart/${config.service} [-- ${config.once === undefined ? "" : "--once | "}--help]`,
    "",
    ...(config.once === undefined ? [] : [...formatTable([["--once", config.once]]), ""]),
    "Configuration comes from environment variables; an empty one counts as absent.",
    "",
    ...formatTable([["VARIABLE", "DEFAULT", "WHAT IT IS"], ...rows]),
    "",
    ...(secrets ? ["A secret may be read from a file instead: set <VARIABLE>_FILE to its path.", ""] : []),
    ...wrap(
      `Exit codes: 0 stopped, 1 crashed or not drained in time, 64 unknown argument, 69 something needed at start is not there${config.once === undefined ? "" : " or --once gave up"}, 78 wrong configuration, 130 second signal while draining.`,
      WIDTH,
    ),
    "",
  ].join("\n");
}

/** What a process with wrong variables prints before it exits with 78. */
export function formatProblems(config: Config, problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? "a variable is wrong" : `${problems.length} variables are wrong`;
  const rows = problems.flatMap(({ variable, problem, expected }) => [
    [variable, problem],
    ["", `expected: ${expected}`],
  ]);
  return [
    `Cannot start ${config.service}: ${count}.`,
    "",
    ...formatTable(rows),
    "",
    "Run it with --help to see every variable.",
    "",
  ].join("\n");
}

function formatDefaultCell(variable: VariableDescription): string {
  const notes = [variable.required && "required", variable.secret && "secret"].filter(Boolean);
  if (notes.length > 0) return `(${notes.join(", ")})`;
  return variable.default ?? "(none)";
}

/** Aligns columns; the last one wraps. A cell longer than its column pushes the rest of its row to the next line. */
function formatTable(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0).filter((length) => length <= LONGEST_CELL)),
  );
  const indent = 2 + widths.reduce((sum, width) => sum + width + 2, 0);
  return rows.flatMap((row) => {
    const cells = widths.map((width, column) => (row[column] ?? "").padEnd(width)).join("  ");
    const [first = "", ...rest] = wrap(row[columns] ?? "", WIDTH - indent);
    const head = `  ${cells}`;
    const lines = head.length + 2 <= indent ? [`${head}  ${first}`] : [head, " ".repeat(indent) + first];
    return [...lines, ...rest.map((line) => " ".repeat(indent) + line)].map((line) => line.trimEnd());
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
