import { readFileSync } from "node:fs";
import type * as z from "zod";
import { type Config, type ConfigOf, descriptionOf, isSecret, mayBeAbsent } from "./define-config.ts";

export type Environment = { readonly [name: string]: string | undefined };

/** What is wrong with one variable. `problem` never holds the value of a secret. */
export type ConfigProblem = { variable: string; problem: string; expected: string };

export type ConfigResult<C extends Config> =
  | { ok: true; values: ConfigOf<C> }
  | { ok: false; problems: readonly ConfigProblem[] };

/**
 * Reads and checks every variable of `config`, collecting all problems rather than stopping at the first.
 * A variable set to the empty string counts as absent, which is what `NAME=` in an env file or `${NAME}` in a Compose
 * file leaves behind.
 *
 * ```ts
 * const result = readConfig(config, process.env);
 * if (!result.ok) console.error(result.problems);
 * ```
 */
export function readConfig<C extends Config>(config: C, environment: Environment): ConfigResult<C> {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, schema] of Object.entries(config.variables)) {
    const result = readVariable(name, schema, environment);
    if ("value" in result) values[name] = result.value;
    else problems.push({ variable: name, problem: result.problem, expected: descriptionOf(schema) ?? "" });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, values: Object.freeze(values) as ConfigOf<C> };
}

type VariableResult = { value: unknown } | { problem: string };

function readVariable(name: string, schema: z.ZodType, environment: Environment): VariableResult {
  const source = isSecret(schema) ? readSecret(name, environment) : { text: environment[name] };
  if ("problem" in source) return source;
  const text = source.text === "" ? undefined : source.text;
  if (text === undefined && !mayBeAbsent(schema)) return { problem: "is missing" };

  const result = schema.safeParse(text);
  if (result.success) return { value: result.data };
  const issues = result.error.issues.map((issue) => formatIssue(issue, text)).join("; ");
  return {
    problem: isSecret(schema) ? `has a wrong value (a secret, not shown): ${issues}` : `is ${quote(text)}: ${issues}`,
  };
}

function readSecret(name: string, environment: Environment): { text: string | undefined } | { problem: string } {
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === "") return { text: environment[name] };
  if (environment[name]) return { problem: `is given twice, by ${name} and by ${name}_FILE: unset one` };
  try {
    return { text: readFileSync(file, "utf8").replace(/\r?\n$/, "") };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: `cannot be read from ${name}_FILE=${quote(file)}: ${code ?? message}` };
  }
}

function formatIssue(issue: z.core.$ZodIssue, text: string | undefined): string {
  const path = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  const message = issue.message.replace(/^Invalid input: /, "").replace(/^Invalid /, "invalid ");
  // A refinement's own message may repeat what it was given; the caller shows the value itself where it may be seen.
  return path + (text !== undefined && text.length > 3 ? message.replaceAll(text, "…") : message);
}

function quote(text: string | undefined): string {
  if (text === undefined) return "absent";
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
