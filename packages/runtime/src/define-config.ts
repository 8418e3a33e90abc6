import * as z from "zod";
import { telemetryVariables } from "./telemetry/variables.ts";

/** What every process has, whatever its service. */
const lifecycleVariables = {
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("Least important level that is logged."),
  SHUTDOWN_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600_000)
    .default(10_000)
    .describe("Longest time to finish calls in flight after SIGTERM, in milliseconds."),
};

type Variables = Record<string, z.ZodType>;
type LifecycleVariables = typeof lifecycleVariables;

/** A service's configuration: its name, and a schema for each environment variable that it reads. */
export type Config<V extends Variables = Variables> = {
  readonly service: string;
  readonly summary: string;
  readonly variables: V & LifecycleVariables;
  /** What the argument `--once` makes it do; without it there is no such argument. */
  readonly once?: string;
};

type NameOfAbsent<V extends Variables> = { [K in keyof V]: undefined extends z.output<V[K]> ? K : never }[keyof V];
type ValuesOf<V extends Variables> = { readonly [K in Exclude<keyof V, NameOfAbsent<V>>]: z.output<V[K]> } & {
  readonly [K in NameOfAbsent<V>]?: z.output<V[K]>;
};

/** The values that a {@link Config} yields, by variable name; one that may be absent without a default may be left out. */
export type ConfigOf<C extends Config> = ValuesOf<C["variables"]>;

/** What every process has. */
export type LifecycleValues = ValuesOf<LifecycleVariables>;

// A registry rather than a wrapper type, so that a secret is still whatever zod schema it was.
const secrets = z.registry<{ secret: true }>();

/** A schema that {@link secret} has marked. */
export type Secret<T extends z.ZodType> = T;

/**
 * Marks a variable as a secret: its value and its default are never shown, and it may come from a file named by
 * `<NAME>_FILE` (one trailing newline is dropped), as Docker and Kubernetes mount secrets.
 *
 * ```ts
 * DATABASE_URL: secret(z.url()).describe("PostgreSQL database of this service."),
 * ```
 */
export function secret<T extends z.ZodType>(schema: T): Secret<T> {
  const marked = schema.clone();
  secrets.add(marked, { secret: true });
  return marked;
}

/**
 * A variable that holds JSON, checked by `schema` after parsing. The message of a syntax error does not repeat the
 * text, so that it is fit for secrets.
 *
 * ```ts
 * CLIENTS: secret(json(z.array(z.looseObject({ name: z.string() })))).describe("Who may call."),
 * ```
 */
export function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.issues.push({ code: "custom", message: "is not valid JSON", input: text });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/**
 * Declares what a service reads from its environment. Every variable needs a description, which `--help` and the docs
 * show. `LOG_LEVEL`, `SHUTDOWN_TIMEOUT_MS` and those of telemetry are added for every service; the latter are the business
 * of `run` alone, so `compose` is not told of them. A worker that can do its work once and end
 * says in `once` what that is.
 *
 * ```ts
 * export const config = defineConfig({
 *   service: "discount",
 *   summary: "What a discount code is worth.",
 *   variables: {
 *     GRPC_ADDRESS: z.string().default("127.0.0.1:50053").describe("Where to listen: host:port."),
 *     DATABASE_URL: secret(z.url()).describe("PostgreSQL database of this service."),
 *   },
 * });
 * export type DiscountConfig = ConfigOf<typeof config>;
 * ```
 *
 * @throws TypeError when a variable has no description or no environment-like name: a mistake of the programmer.
 */
export function defineConfig<const V extends Variables>(definition: {
  service: string;
  summary: string;
  variables: V;
  once?: string;
}): Config<V> {
  for (const [name, schema] of Object.entries(definition.variables)) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) {
      throw new TypeError(`Cannot define config of ${definition.service}: "${name}" is not an UPPER_CASE name`);
    }
    if (descriptionOf(schema) === undefined) {
      throw new TypeError(
        `Cannot define config of ${definition.service}: ${name} has no description, add .describe("…")`,
      );
    }
  }
  return {
    service: definition.service,
    summary: definition.summary,
    variables: { ...definition.variables, ...lifecycleVariables, ...telemetryVariables },
    ...(definition.once !== undefined && { once: definition.once }),
  };
}

/** The schema itself, then what it wraps: `.default()`, `.optional()` and `.pipe()` hide the schema below them. */
function* layersOf(schema: z.core.$ZodType): Generator<z.core.$ZodType> {
  let layer: z.core.$ZodType | undefined = schema;
  while (layer !== undefined) {
    yield layer;
    const def: { innerType?: z.core.$ZodType; in?: z.core.$ZodType } = layer._zod.def as object;
    layer = def.innerType ?? def.in;
  }
}

export function descriptionOf(schema: z.core.$ZodType): string | undefined {
  for (const layer of layersOf(schema)) {
    const description = z.globalRegistry.get(layer)?.description;
    if (description !== undefined) return description;
  }
  return undefined;
}

export function isSecret(schema: z.core.$ZodType): boolean {
  for (const layer of layersOf(schema)) {
    if (secrets.get(layer) !== undefined) return true;
  }
  return false;
}

/** Whether the variable may be absent. Asked of the schema's type: z.coerce.string() would accept undefined as text. */
export function mayBeAbsent(schema: z.core.$ZodType): boolean {
  return schema._zod.optin !== undefined;
}

/** The default as it would be written in the environment, before any transformation. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  for (const layer of layersOf(schema)) {
    const def: { defaultValue?: unknown } = layer._zod.def as object;
    if (def.defaultValue !== undefined) return def.defaultValue;
  }
  return undefined;
}
