import { AuthError } from "./auth-error.ts";
import { duplicateMember } from "./unique-members.ts";

/** Longer than any token we issue by a factor of twenty, short enough that parsing it costs nothing. */
const MAX_TOKEN_BYTES = 8 * 1024;

const SIGNED_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const MAX_KID_LENGTH = 256;

// Each of these would let the token choose how, or with which key, it is verified.
const REFUSED_PARAMETERS = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/** The refusal of a token. The reason names what is wrong, never what the token contains. */
export function refuse(reason: string): AuthError {
  return new AuthError("invalid_token", `The access token is refused: ${reason}`);
}

/** Refuses what is too long to spend time on. */
export function checkLength(token: string): void {
  if (typeof token !== "string" || token === "") throw refuse("there is none");
  if (token.length > MAX_TOKEN_BYTES) throw refuse(`it is longer than ${MAX_TOKEN_BYTES} bytes`);
}

/** Refuses what is not three base64url segments (so also a JWE, and an unsigned token). */
export function checkShape(token: string): void {
  if (!SIGNED_JWT.test(token)) throw refuse("it is not a signed JWT");
}

/** The key id of a token whose header is acceptable. Nothing is verified yet: this decides only what to look up. */
export function readKeyId(token: string): string {
  const header = readSegment(token, 0);
  for (const name of REFUSED_PARAMETERS) {
    if (Object.hasOwn(header, name)) throw refuse(`header parameter "${name}" is not allowed`);
  }
  const { kid } = header;
  if (typeof kid !== "string" || kid === "" || kid.length > MAX_KID_LENGTH)
    throw refuse('header "kid" is not a key id');
  return kid;
}

/** One JSON object of the token; of two equal members neither is right. */
export function readSegment(token: string, index: 0 | 1): Record<string, unknown> {
  const what = index === 0 ? "header" : "payload";
  const json = Buffer.from(token.split(".")[index] ?? "", "base64url").toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refuse(`its ${what} is not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(`its ${what} is not a JSON object`);
  }
  if (duplicateMember(json) !== undefined) throw refuse(`its ${what} names a member twice`);
  return value as Record<string, unknown>;
}
