import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Contract, readContracts } from "./docs/contract.ts";
import { quiet, root, tool } from "./root.ts";

/**
 * Writes what the protos say of each service, method, message, field and enum, by full name: generated code has it as
 * comments only, and whoever makes a document of a contract needs it as text.
 */
export function generateComments(output: string): void {
  const json = execFileSync(process.execPath, [tool.buf, "build", "contracts/proto", "--output", "-#format=json"], {
    cwd: root,
    encoding: "utf8",
    env: quiet(),
    maxBuffer: 64 * 1024 * 1024,
  });
  const comments = Object.fromEntries(readContracts(JSON.parse(json)).flatMap(commentsIn));
  const text = [
    "// Generated from the protos by scripts/generate-comments.ts.",
    "",
    "/** What the contracts say of their parts, by full name. */",
    `export const comments: Readonly<Record<string, string>> = ${JSON.stringify(comments, null, 2)};`,
    "",
  ];
  writeFileSync(join(output, "contracts/gen/comments.ts"), text.join("\n"));
}

function commentsIn({ services, messages, enums }: Contract): [string, string][] {
  const found: [string, string][] = [
    ...services.flatMap(({ name, comment, rpcs }): [string, string][] => [
      [name, comment],
      ...rpcs.map((rpc): [string, string] => [`${name}.${rpc.name}`, rpc.comment]),
    ]),
    ...messages.flatMap(({ name, comment, fields }): [string, string][] => [
      [name, comment],
      ...fields.map((field): [string, string] => [`${name}.${field.name}`, field.comment]),
    ]),
    ...enums.map(({ name, comment }): [string, string] => [name, comment]),
  ];
  return found.filter(([, comment]) => comment !== "").map(([name, comment]) => [name, oneLine(comment)]);
}

/** Lines of a paragraph are one; between paragraphs a line stays free. */
function oneLine(comment: string): string {
  return comment
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim())
    .join("\n\n");
}
