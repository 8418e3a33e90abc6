import { exitCodes } from "./exit-codes.ts";

/** Why a process did not start or gave up, and the exit code that says whether a later start may work. */
export type StartFailure = { event: "unavailable" | "config_invalid"; exitCode: number; code: string; message: string };

/** Codes of errors which say that something outside is missing or taken: not a bug, and a later start may work. */
const UNAVAILABLE = ["DATABASE_UNAVAILABLE", "STATE_IN_USE"];

/** The code of an error which says that something was tried often enough. */
const GAVE_UP = "GAVE_UP";

const ADDRESS_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process is listening there. Stop it, or choose another address",
  EACCES: "this user may not listen there. Choose a port above 1023",
  EADDRNOTAVAIL: "this machine has no such address. Choose one that it has, such as 127.0.0.1",
};

type ListenError = Error & { code: string; address?: string; port?: number };

/**
 * The line and exit code for an error at start, or of work that gave up, that is somebody else's absence or a wrong setting, or undefined when it
 * is a bug. Looks through `cause` and `AggregateError.errors`, since libraries wrap.
 */
export function explainStartFailure(
  error: unknown,
  service: string,
  settings: Readonly<Record<string, unknown>>,
): StartFailure | undefined {
  for (const inner of chainOf(error)) {
    if (!("code" in inner) || typeof inner.code !== "string") continue;
    const { code } = inner;
    const away = { event: "unavailable", exitCode: exitCodes.unavailable, code } as const;
    if (code === GAVE_UP) return { ...away, message: `${service} ${inner.message}` };
    if (UNAVAILABLE.includes(code)) return { ...away, message: inner.message };
    if (code === "CONFIG_INVALID") {
      const message = `Cannot start ${service}: ${inner.message} Run it with --help to see every variable.`;
      return { event: "config_invalid", exitCode: exitCodes.config, code, message };
    }
    const problem = ADDRESS_PROBLEMS[code];
    // EACCES is also what an unreadable file gives.
    if (problem === undefined || (code === "EACCES" && !/listen|bind/.test(inner.message))) continue;
    return { ...away, message: explainListen(inner as ListenError, problem, service, settings) };
  }
  return undefined;
}

function explainListen(
  error: ListenError,
  problem: string,
  service: string,
  settings: Readonly<Record<string, unknown>>,
): string {
  const port = error.port ?? Number(/:(\d{1,5})\b/.exec(error.message)?.[1]);
  if (!port) return `Cannot start ${service}: ${error.message}: ${problem} (see --help).`;
  const variable = Object.keys(settings).find((name) => String(settings[name]).endsWith(`:${port}`));
  const at = variable === undefined ? `${error.address ?? ""}:${port}` : settings[variable];
  const remedy = variable === undefined ? "see --help" : `set ${variable}`;
  return `Cannot start ${service}: cannot listen on ${at}: ${problem} (${remedy}).`;
}

function* chainOf(error: unknown, depth = 0): Generator<Error> {
  if (!(error instanceof Error) || depth > 5) return;
  yield error;
  yield* chainOf(error.cause, depth + 1);
  if (error instanceof AggregateError) for (const inner of error.errors) yield* chainOf(inner, depth + 1);
}
