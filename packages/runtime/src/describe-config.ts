import { type Config, defaultOf, descriptionOf, isSecret, mayBeAbsent } from "./define-config.ts";

/** One row of the table of variables. */
export type VariableDescription = {
  name: string;
  /** Without a value the process does not start. */
  required: boolean;
  secret: boolean;
  /** As it would be written in the environment; undefined when there is none or when it is a secret. */
  default: string | undefined;
  description: string;
};

/**
 * Lists the variables of a service, for `--help` and for generated docs.
 *
 * ```ts
 * describeConfig(config).map((variable) => `| ${variable.name} | ${variable.description} |`);
 * ```
 */
export function describeConfig(config: Config): VariableDescription[] {
  return Object.entries(config.variables).map(([name, schema]) => ({
    name,
    required: !mayBeAbsent(schema),
    secret: isSecret(schema),
    default: isSecret(schema) ? undefined : formatDefault(defaultOf(schema)),
    description: descriptionOf(schema) ?? "",
  }));
}

function formatDefault(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
