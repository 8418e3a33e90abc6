import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import type { AuthorizationServer } from "oauth4webapi";
import { LogoutTokenError, UnavailableError } from "#domain/errors.ts";
import type { LogoutNotice } from "#ports/issuer.ts";
import { CLIENT_ID } from "./client-identity.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** A notice is about what happens now. */
const MAX_AGE_S = 5 * 60;
const TOLERANCE_S = 30;

type Options = {
  readonly issuer: string;
  readonly discover: () => Promise<AuthorizationServer>;
  readonly now: () => Date;
};

/** Checks a logout token as OpenID Connect Back-Channel Logout 1.0 asks, section 2.6. That it is new, the caller checks. */
export function readLogoutToken({ issuer, discover, now }: Options) {
  let keys: { readonly uri: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | undefined;

  async function keySet() {
    const { jwks_uri: uri } = await discover();
    if (uri === undefined) throw new UnavailableError("The identity server announces no jwks_uri");
    if (keys?.uri !== uri) {
      keys = { uri, set: createRemoteJWKSet(new URL(uri), { timeoutDuration: 5_000 }) };
    }
    return keys.set;
  }

  return async (token: string): Promise<LogoutNotice> => {
    // #region believe
    const { payload } = await jwtVerify(token, await keySet(), {
      issuer,
      audience: CLIENT_ID,
      algorithms: ["ES256", "Ed25519", "EdDSA"],
      typ: "logout+jwt",
      requiredClaims: ["iat", "exp", "jti", "events"],
      maxTokenAge: MAX_AGE_S,
      clockTolerance: TOLERANCE_S,
      currentDate: now(),
      // #endregion believe
    }).catch((cause: unknown) => {
      const { code } = cause as { code?: unknown };
      // All that is wrong about a token has a code of jose's own; a timeout has one, too.
      if (typeof code === "string" && code.startsWith("ERR_J") && code !== "ERR_JWKS_TIMEOUT") throw refused(cause);
      throw new UnavailableError("The keys of the identity server cannot be reached", { cause });
    });
    return toNotice(payload);
  };
}

function toNotice({ jti, exp, iat, sid, sub, events, nonce }: JWTPayload): LogoutNotice {
  const event = (events as Readonly<Record<string, unknown>> | null)?.[EVENT];
  if (typeof event !== "object" || event === null || Array.isArray(event)) throw refused("it has no event of logout");
  // With a nonce it could be an ID token in disguise.
  if (nonce !== undefined) throw refused("it has a nonce");
  if (typeof jti !== "string" || jti === "" || exp === undefined || iat === undefined) throw refused("it has no jti");
  if (typeof sid !== "string" && typeof sub !== "string") throw refused("it names neither a session nor an account");
  return {
    id: jti,
    // Older ones are refused by their age, so that a replay need not be remembered longer.
    expiresAt: new Date((Math.min(exp, iat + MAX_AGE_S) + TOLERANCE_S) * 1_000),
    issuerSession: typeof sid === "string" ? sid : undefined,
    subject: typeof sub === "string" ? sub : undefined,
  };
}

function refused(why: unknown): LogoutTokenError {
  const reason = typeof why === "string" ? why : "it is not signed by the issuer for this client, now";
  return new LogoutTokenError(`Cannot log out: the logout token is not valid: ${reason}`, { cause: why });
}
