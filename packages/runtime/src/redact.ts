/** Names of fields whose value is never logged, at the top of a line, one level down, or in a headers object. */
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
  "Authorization",
  "cookie",
  "set-cookie",
  "privateKey",
  "private_key",
  "jwk",
  "CLIENT_KEY",
  "DATABASE_URL",
];

export const CENSOR = "[redacted]";

/** Paths for pino's `redact`, which also covers values that are objects. */
export const redactPaths: string[] = SECRET_FIELDS.flatMap((name) => [
  `["${name}"]`,
  `*["${name}"]`,
  `*.headers["${name}"]`,
]);

const names = SECRET_FIELDS.map((name) => name.replaceAll(/[^\w]/g, "\\$&")).join("|");

/** [what to look for, what to write instead], over a finished line: secrets also hide in messages and in depth. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // A field at any depth.
  [new RegExp(`"(${names})":"(?:[^"\\\\]|\\\\.)*"`, "gi"), `"$1":"${CENSOR}"`],
  // The password in postgresql://user:password@host.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, `$1:${CENSOR}@`],
  // A JWT, whatever it is called.
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, CENSOR],
  [/\b(Bearer|DPoP|Basic) [\w~+/.=-]{8,}/gi, `$1 ${CENSOR}`],
  // The private part of a JWK, as an object or as a text.
  [/(\\*"(?:d|p|q|dp|dq|qi|k)\\*":\s*\\*")[\w-]{16,}/g, `$1${CENSOR}`],
];

/** Takes secrets out of a finished log line. */
export function redactLine(line: string): string {
  let result = line;
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}
