import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../root.ts";
import { capitalsIn, fixedCodesIn, statusesIn, unionsIn } from "./error-codes.ts";
import { fact } from "./error-reference.ts";

const server = "packages/grpc/src/server/";
const statusCode = "packages/grpc/src/status-code.ts";
const startFailure = "packages/runtime/src/start-failure.ts";

type Source = { readonly file: string; readonly text: string };
/** An RpcError, as far as it is looked at here. */
type Rpc = { code: string; details: Details };
type Details = {
  resourceInfo?: { resourceType: string };
  preconditionFailure?: { violations: { type: string }[] };
  errorInfo?: { reason: string };
};

/** All that the sources of this repository say about errors, as the document has to say it. */
export async function factsOfCode(): Promise<string[]> {
  const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file): Source => ({ file, text: readFileSync(join(root, file), "utf8") }));
  const translators = sources.filter(({ text }) => /export function toRpcError\(/.test(text)).map(({ file }) => file);
  const statuses = capitalsIn(sources.find(({ file }) => file === statusCode)?.text ?? "");
  const facts = await Promise.all([
    ...sources.map((source) => codes(source, translators)),
    ...sources.filter(({ file }) => !translators.includes(file)).map((source) => answers(source, statuses)),
    starts(sources),
  ]);
  return facts.flat();
}

/** The codes of a source, each with what it is on the wire where the package translates it: the translation is run. */
async function codes({ file, text }: Source, translators: readonly string[]): Promise<string[]> {
  const unions = unionsIn(text);
  const home = /^(.+)\/domain\/errors\.ts$/.exec(file)?.[1];
  const translator = translators.find((other) => other === `${home}/adapters/grpc/errors.ts`);
  if (translator === undefined) return unions.flatMap((union) => union.codes.map((code) => fact.code(file, code)));
  const errors = await load(file);
  const { toRpcError } = await load(translator);
  const translated = (code: string, error: unknown) => {
    const rpc = toRpcError?.(error) as Rpc | undefined;
    return rpc ? fact.translated(file, code, rpc.code, detailOf(rpc.details)) : fact.code(file, code);
  };
  return [
    ...unions.flatMap(({ name, codes }) =>
      codes.map((code) => translated(code, make(errors, name.replace(/Code$/, ""), code, "subject", "message"))),
    ),
    translated("UnavailableError", make(errors, "UnavailableError", "message")),
  ];
}

type Exports = Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>;

function load(file: string): Promise<Exports> {
  return import(pathToFileURL(join(root, file)).href);
}

function make(module: Exports, name: string, ...args: unknown[]): unknown {
  const type = module[name];
  if (type === undefined)
    throw new Error(`Cannot make a ${name}: the module that has its codes exports ${Object.keys(module)}`);
  return Reflect.construct(type, args);
}

/** The detail of google.rpc that an error brings, and what a program would look at in it. */
function detailOf({ resourceInfo, preconditionFailure, errorInfo, ...others }: Details): string {
  if (resourceInfo) return `ResourceInfo ${resourceInfo.resourceType}`;
  if (preconditionFailure) return `PreconditionFailure ${preconditionFailure.violations.map(({ type }) => type)}`;
  if (errorInfo) return `ErrorInfo ${errorInfo.reason}`;
  return Object.keys(others).map((name) => name.charAt(0).toUpperCase() + name.slice(1))[0] ?? "–";
}

/**
 * The statuses that a source answers by itself, and in the kit's server their reasons: there every text in capitals that
 * is no status is taken for one, whichever function it passes through on its way.
 */
function answers({ file, text }: Source, statuses: readonly string[]): string[] {
  const reasons = file.startsWith(server) ? capitalsIn(text).filter((text) => !statuses.includes(text)) : [];
  return [
    ...statusesIn(text).map((status) => fact.status(file, status)),
    ...reasons.map((reason) => fact.reason(file, reason)),
  ];
}

/** The codes of errors that keep a process from starting, each with the exit code that the runtime really gives it. */
async function starts(sources: readonly Source[]): Promise<string[]> {
  const { explainStartFailure } = await load(startFailure);
  const found = sources.flatMap(({ file, text }) => [
    ...fixedCodesIn(text).map((code) => ({ file, code })),
    ...(file === startFailure
      ? [...text.matchAll(/^ {2}(E[A-Z]+): "/gm)].map(([, code = ""]) => ({ file, code }))
      : []),
  ]);
  return found.map(({ file, code }) => {
    const failure = explainStartFailure?.(Object.assign(new Error("listen"), { code }), "sample", {});
    return failure ? fact.exit(file, code, (failure as { exitCode: number }).exitCode) : fact.code(file, code);
  });
}
