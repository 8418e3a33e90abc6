import { errors, jwtVerify } from "jose";
import { AuthError } from "./auth-error.ts";
import { boundedFetch, type Fetch } from "./bounded-fetch.ts";
import { readClaims } from "./claims.ts";
import { type Clock, millisecondsOf } from "./clock.ts";
import { createKeySet, type Keys } from "./key-set.ts";
import type { Principal } from "./principal.ts";
import { checkLength, checkShape, readKeyId, readSegment, refuse } from "./token-format.ts";
import { createVerifiedTokens } from "./verified-tokens.ts";

/** The algorithms of API tokens: short signatures, quick to make. "Ed25519" is the newer name of "EdDSA". */
const ALGORITHMS = ["ES256", "EdDSA", "Ed25519"];

export type VerifierOptions = {
  /** The issuer, exactly as its tokens spell it in `iss`. Its metadata says where the keys are. */
  issuer: string;
  /** The one audience that a token must have, e.g. `urn:hexmart:product`. */
  audience: string;
  /** The longest life (`exp` − `iat`) that is accepted, in seconds. A JWT cannot be revoked. Default 600. */
  maxLifetimeSeconds?: number;
  /** How far the issuer's clock may differ, in seconds. Default 5. */
  clockToleranceSeconds?: number;
  /** How long keys are trusted before they are fetched anew, in milliseconds. Default 10 minutes. */
  keysMaxAgeMs?: number;
  /** The least time between two fetches of the keys, in milliseconds. Default 30 s. */
  keysCoolDownMs?: number;
  /** The deadline of one request to the issuer, in milliseconds. Default 5 s. */
  timeoutMs?: number;
  /** How many verified tokens are remembered. Default 10,000. */
  maxCachedTokens?: number;
  fetch?: Fetch;
  clock?: Clock;
};

/** Checks access tokens; see createVerifier(). */
export type Verifier = {
  (token: string): Promise<Principal>;
  /** The caller, where it takes no waiting to tell: of a token that was verified before. Undefined says nothing. */
  known(token: string): Principal | undefined;
};

/**
 * Makes the function that a resource server checks access tokens with (RFC 9068, as bearer tokens).
 *
 * The first call fetches the issuer's metadata and keys. After that a token of a known key needs no network, so calls
 * keep working while the issuer is down. No address in a token is ever fetched.
 *
 * @returns A function that resolves to the caller's principal. It rejects with an `AuthError`: `invalid_token` for a
 * token that is refused, `temporarily_unavailable` when the keys to judge it are not to be had.
 *
 * @example
 * const verify = createVerifier({ issuer: "https://identity.example", audience: "urn:hexmart:product" });
 * const { clientId, scopes } = await verify(token);
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { issuer, audience, maxLifetimeSeconds = 600, clockToleranceSeconds = 5, clock = Date } = options;
  const { fetch = globalThis.fetch, timeoutMs = 5_000, keysMaxAgeMs = 600_000, keysCoolDownMs = 30_000 } = options;
  const keySet = createKeySet({
    issuer,
    fetch: boundedFetch(fetch, timeoutMs),
    clock,
    maxAgeMs: keysMaxAgeMs,
    coolDownMs: keysCoolDownMs,
  });
  const verified = createVerifiedTokens(options.maxCachedTokens ?? 10_000);

  async function checkSignature(token: string, keys: Keys): Promise<Record<string, unknown>> {
    // #region signature
    const now = new Date(millisecondsOf(clock));
    const rules = { issuer, audience, algorithms: ALGORITHMS, typ: "at+jwt", currentDate: now };
    try {
      const { payload } = await jwtVerify(token, keys.resolve, { ...rules, clockTolerance: clockToleranceSeconds });
      return payload;
    } catch (error) {
      throw refuse(reasonOf(error));
    }
    // #endregion signature
  }

  function known(token: string): Principal | undefined {
    const hit = verified.get(token);
    if (hit === undefined || hit.keys !== keySet.fresh() || hit.expiresAt <= millisecondsOf(clock)) return undefined;
    return hit.principal;
  }

  async function verify(token: string): Promise<Principal> {
    checkLength(token);
    const hit = verified.get(token);
    if (hit) {
      // A token of a key that is no longer published must not live on in the cache.
      const stillGood = hit.expiresAt > millisecondsOf(clock) && hit.keys === (await keySet.current());
      if (stillGood) return hit.principal;
      verified.delete(token);
    }
    checkShape(token);
    const keys = await keySet.including(readKeyId(token));
    await checkSignature(token, keys);
    const now = millisecondsOf(clock) / 1000;
    const rules = { audience, maxLifetimeSeconds, clockToleranceSeconds, now };
    const { principal, exp } = readClaims(readSegment(token, 1), rules);
    verified.set(token, { principal, expiresAt: exp * 1000, keys });
    return principal;
  }

  return Object.assign(verify, { known });
}

/** jose's errors hold the claims; only what is wrong may leave. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "it has expired";
  if (error instanceof errors.JWTClaimValidationFailed) return `"${error.claim}" is not what it must be`;
  if (error instanceof errors.JWKSNoMatchingKey) return "the issuer publishes no key for it";
  if (error instanceof errors.JOSEAlgNotAllowed) return "its algorithm is not allowed";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature is wrong";
  return error instanceof AuthError ? error.message : "it is malformed";
}
