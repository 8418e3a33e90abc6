import { types } from "node:util";

/** Names of fields whose value is never logged, in whatever case. */
const SECRET_FIELDS = [
  "password",
  "secret",
  "client_secret",
  "token",
  "access_token",
  "accessToken",
  "refresh_token",
  "refreshToken",
  "id_token",
  "idToken",
  "client_assertion",
  "clientAssertion",
  "code_verifier",
  "authorization",
  "cookie",
  "set-cookie",
  "privateKey",
  "private_key",
  "jwk",
  "CLIENT_KEY",
  "DATABASE_URL",
];

const CENSOR = "[redacted]";

const secretFields: ReadonlySet<string> = new Set(SECRET_FIELDS.map((name) => name.toLowerCase()));

/** How deep pino shows a field at most. */
const depthOfLines = 6;

/**
 * Takes out what stands under the name of a secret, whatever it is and however deep. It copies what it changes, and only
 * that: nearly every line has nothing to hide, and each call of a server writes one.
 */
export function redactFields<T extends object>(fields: T, depth = depthOfLines): T {
  let clean: T | undefined;
  for (const name of Object.keys(fields)) {
    const value: unknown = Reflect.get(fields, name);
    const redacted = redactField(name, value, depth);
    if (redacted !== value) {
      clean ??= (Array.isArray(fields) ? [...fields] : { ...fields }) as T;
      Reflect.set(clean, name, redacted);
    }
  }
  return clean ?? fields;
}

function redactField(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null) return value;
  if (secretFields.has(name.toLowerCase())) return CENSOR;
  // An error shows what it has when it is serialized, and is redacted then.
  if (typeof value !== "object" || depth === 0 || types.isNativeError(value)) return value;
  const shown: unknown = "toJSON" in value && typeof value.toJSON === "function" ? value.toJSON() : value;
  return typeof shown === "object" && shown !== null ? redactFields(shown, depth - 1) : shown;
}

/**
 * [a text without which there is nothing to look for, what to look for, what to write instead]. The text is one that is
 * rare in a log, and so is its first character, for which it is searched: looking for ":" would halt at each field.
 */
const patterns: readonly (readonly [string, RegExp, string])[] = [
  // The password in postgresql://user:password@host.
  ["//", /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, `$1:${CENSOR}@`],
  // A JWT, whatever it is called.
  ["J", /\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, CENSOR],
  ["", /\b(Bearer|DPoP|Basic) [\w~+/.=-]{8,}/gi, `$1 ${CENSOR}`],
  // The private part of a JWK, as an object or as a text.
  ["", /(\\*"(?:d|p|q|dp|dq|qi|k)\\*":\s*\\*")[\w-]{16,}/g, `$1${CENSOR}`],
];

/** Takes secrets out of finished log lines: they also hide in messages, and in texts that are fields. */
export function redactLines(lines: string): string {
  let result = lines;
  for (const [sign, pattern, replacement] of patterns) {
    if (result.includes(sign)) result = result.replace(pattern, replacement);
  }
  return result;
}
