import { isIPv4 } from "node:net";
import { AuthError, type Principal } from "@hexmart/auth";
import type { FastifyRequest } from "fastify";
import { type ProblemError, problem, unavailable } from "./problems.ts";

export type BearerOptions = {
  /** What the tokens are for, as `WWW-Authenticate` names it: the service. */
  readonly realm: string;
  /** Checks an access token; rejects with an AuthError. `createVerifier` of @hexmart/auth makes one. */
  readonly verify: (token: string) => Promise<Principal>;
  /** "loopback" believes what came in plaintext only of callers on this machine; "allow" trusts the network. */
  readonly plaintext: "loopback" | "allow";
};

/** The scopes that a token must have: all of a list, or one of `anyOf`. */
export type ScopesNeeded = readonly string[] | { readonly anyOf: readonly string[] };

/** Who calls: the principal of the request's token, which also becomes `request.principal`. */
export type Bearer = (request: FastifyRequest, scopes?: ScopesNeeded) => Promise<Principal>;

/**
 * Access tokens in requests as RFC 6750 has them. A refusal is a ProblemError whose `WWW-Authenticate` says what is
 * missing. Ask in an `onRequest` hook: before the body is read, so that nobody unknown makes the server take it.
 *
 * @example
 * ```ts
 * const verify = createVerifier({ issuer, audience: "urn:hexmart:movies-api" });
 * const bearer = createBearer({ realm: "movies-api", verify, plaintext: "loopback" });
 * app.get("/v1/me", { onRequest: async (request) => void (await bearer(request, ["movies.read"])) }, (request) => request.principal);
 * ```
 */
export function createBearer({ realm, verify, plaintext }: BearerOptions): Bearer {
  const scheme = `Bearer realm="${realm}"`;

  function refusal(name: "token-missing" | "token-invalid" | "token-repeated", message: string, error?: Refused) {
    const challenge = error === undefined ? scheme : `${scheme}, error="${error.code}"`;
    return problem(name, message, { headers: { "www-authenticate": challenge }, cause: error?.cause });
  }

  function toRefusal(cause: unknown): unknown {
    if (!(cause instanceof AuthError)) return cause;
    if (cause.code !== "invalid_token") return unavailable("The access token cannot be checked for now", cause);
    const message = "It may have expired, or be meant for another server; ask for a new one";
    return refusal("token-invalid", message, { code: "invalid_token", cause });
  }

  function tokenOf({ headers: { authorization }, raw, socket }: FastifyRequest): string {
    // Node keeps the first of several and forgets the others: which one counts would depend on who reads them.
    if (raw.rawHeaders.filter((name, at) => at % 2 === 0 && /^authorization$/i.test(name)).length > 1) {
      throw refusal("token-repeated", "Send one authorization header", { code: "invalid_request" });
    }
    if (authorization === undefined || !/^Bearer( |$)/i.test(authorization)) {
      throw refusal("token-missing", "Send the access token as `Authorization: Bearer <token>`");
    }
    if (plaintext === "loopback" && !("encrypted" in socket) && !isLoopback(socket.remoteAddress ?? "")) {
      throw problem("token-in-plaintext", "Others may have read the token on its way: call over TLS");
    }
    return /^Bearer +([^ ]+) *$/i.exec(authorization)?.[1] ?? "";
  }

  // #region bearer
  return async (request, needed = []) => {
    const principal = await verify(tokenOf(request)).catch((error: unknown) => {
      throw toRefusal(error);
    });
    request.principal = principal;
    if (!suffices(principal, needed)) throw scopeMissing(scheme, needed);
    return principal;
  };
  // #endregion bearer
}

type Refused = { readonly code: string; readonly cause?: unknown };

function suffices({ scopes }: Principal, needed: ScopesNeeded): boolean {
  if ("anyOf" in needed) return needed.anyOf.some((scope) => scopes.includes(scope));
  return needed.every((scope) => scopes.includes(scope));
}

function scopeMissing(scheme: string, needed: ScopesNeeded): ProblemError {
  const names = ("anyOf" in needed ? needed.anyOf : needed).join(" ");
  const which = "anyOf" in needed ? "one of the scopes" : "the scope";
  const challenge = `${scheme}, error="insufficient_scope", scope="${names}"`;
  return problem("scope-missing", `Ask for a token with ${which} ${names}`, {
    headers: { "www-authenticate": challenge },
  });
}

function isLoopback(address: string): boolean {
  const v4 = address.replace(/^::ffff:/i, "");
  return address === "::1" || (isIPv4(v4) && v4.startsWith("127."));
}
