import { type Fault, type RefusalCode, RefusedError, UnavailableError } from "#domain/errors.ts";

type Json = Readonly<Record<string, unknown>>;

const codes: Readonly<Record<number, RefusalCode>> = {
  400: "INVALID",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  412: "CHANGED",
};

/** Services that are away, and a caller who asks too often: to try later helps. */
const passing = new Set([429, 502, 503, 504]);

/** What the gateway's no means here: by a problem (RFC 9457) of a REST service, or by the google.rpc.Status of another. */
export function toRefusal(status: number, body: unknown): Error {
  const json = isObject(body) ? body : {};
  const message = text(json.detail) ?? text(json.message) ?? `The gateway answered ${status}`;
  if (passing.has(status)) return new UnavailableError(message);
  const code = codes[status];
  if (code === undefined) return new Error(`Cannot use the gateway's answer ${status}: ${message}`);
  return new RefusedError(code, message, "type" in json ? faultsOfProblem(json) : faultsOfStatus(json));
}

function faultsOfProblem({ errors }: Json): Fault[] {
  return list(errors).map(({ pointer, detail }) => {
    const [, field] = String(pointer).split("/");
    return { ...(field && { field }), message: text(detail) ?? "is not valid" };
  });
}

/** From google.rpc.BadRequest: fields by their path; and from PreconditionFailure: what is in the way. */
function faultsOfStatus({ details }: Json): Fault[] {
  return list(details).flatMap((detail) => [
    ...list(detail.fieldViolations).map(({ field, description }) => {
      const name = text(field)?.split(".").at(-1);
      return { ...(name && { field: camelCase(name) }), message: text(description) ?? "is not valid" };
    }),
    ...list(detail.violations).map(({ description }) => ({ message: text(description) ?? "is not possible now" })),
  ]);
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
