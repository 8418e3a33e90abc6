import type { Rule } from "./rules.ts";

/** One broken rule: where, what cannot be, why not, and what to do instead. */
export type Violation = { file: string; line: number; rule: Rule; message: string; remedy: string };

/** Two lines for a terminal; most terminals and editors open `file:line` on a click. */
export function format({ file, line, rule, message, remedy }: Violation): string {
  return `${file}:${line}  ${rule}: ${message}\n    Remedy: ${remedy}`;
}
