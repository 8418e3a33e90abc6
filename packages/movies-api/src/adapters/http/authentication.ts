import { isIPv4 } from "node:net";
import type { Principal } from "@hexmart/auth";
import { AuthError } from "@hexmart/auth";
import type { FastifyRequest } from "fastify";
import { unavailable } from "./errors.ts";
import { ProblemError } from "./problems.ts";

/** Checks an access token; rejects with an AuthError. */
export type Verify = (token: string) => Promise<Principal>;

const bearer = /^Bearer +([^ ]+) *$/i;
const REALM = 'Bearer realm="movies-api"';

/**
 * Who calls, by a bearer token (RFC 6750). With `plaintext` "loopback", what is said in plaintext is believed only of
 * callers on this machine.
 *
 * @throws ProblemError
 */
export function authentication(verify: Verify, plaintext: "loopback" | "allow") {
  return async ({ headers, raw, socket }: FastifyRequest): Promise<Principal> => {
    // Node keeps the first of several and forgets the others: which one counts would depend on who reads them.
    if (raw.rawHeaders.filter((name, at) => at % 2 === 0 && /^authorization$/i.test(name)).length > 1) {
      throw refusal("token-repeated", "Send one authorization header", "invalid_request");
    }
    const { authorization } = headers;
    if (authorization === undefined || !/^Bearer( |$)/i.test(authorization)) {
      throw refusal("token-missing", "Send the access token as `Authorization: Bearer <token>`");
    }
    if (plaintext === "loopback" && !isLoopback(socket.remoteAddress ?? "")) {
      throw new ProblemError("token-in-plaintext", "Others may have read the token on its way: call over TLS");
    }
    try {
      return await verify(bearer.exec(authorization)?.[1] ?? "");
    } catch (error) {
      throw toRefusal(error);
    }
  };
}

/** @throws ProblemError for a token that lacks one of the scopes */
export function assertScopes({ scopes }: Principal, needed: readonly string[]): void {
  if (needed.every((scope) => scopes.includes(scope))) return;
  const names = needed.join(" ");
  const challenge = `${REALM}, error="insufficient_scope", scope="${names}"`;
  throw new ProblemError("scope-missing", `Ask for a token with the scope ${names}`, {
    headers: { "www-authenticate": challenge },
  });
}

function toRefusal(error: unknown): unknown {
  if (!(error instanceof AuthError)) return error;
  if (error.code === "invalid_token") {
    const message = "It may have expired, or be meant for another server; ask for a new one";
    return refusal("token-invalid", message, "invalid_token", error);
  }
  return unavailable("The access token cannot be checked for now", error);
}

function refusal(
  problem: "token-missing" | "token-invalid" | "token-repeated",
  message: string,
  error?: string,
  cause?: unknown,
) {
  const challenge = error === undefined ? REALM : `${REALM}, error="${error}"`;
  return new ProblemError(problem, message, { headers: { "www-authenticate": challenge }, cause });
}

function isLoopback(address: string): boolean {
  const v4 = address.replace(/^::ffff:/i, "");
  return address === "::1" || (isIPv4(v4) && v4.startsWith("127."));
}
