import rateLimiting from "@fastify/rate-limit";
import type { Verifier } from "@hexmart/auth";
import { createBearer } from "@hexmart/http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { missingScopes } from "#domain/access.ts";
import type { RateLimit } from "#domain/route.ts";
import { problem } from "./problems.ts";
import type { Target } from "./target.ts";

export type EntryOptions = {
  /** Checks tokens of an audience. */
  readonly verifierOf: (audience: string) => Verifier;
  readonly plaintext: "loopback" | "allow";
};

const REALM = "api-gateway";

/** Whether a request may pass: by its token, its scopes and how many others its caller has made. */
export async function createEntry(app: FastifyInstance, { verifierOf, plaintext }: EntryOptions) {
  await app.register(rateLimiting, { global: false });
  const bearers = new Map<string, ReturnType<typeof createBearer>>();
  const limiters = new Map<string, ReturnType<FastifyInstance["createRateLimit"]>>();

  function bearerOf(audience: string) {
    const bearer = bearers.get(audience) ?? createBearer({ realm: REALM, verify: verifierOf(audience), plaintext });
    bearers.set(audience, bearer);
    return bearer;
  }

  function limiterOf(name: string, { max, perMs, by }: RateLimit) {
    const limiter =
      limiters.get(name) ??
      app.createRateLimit({
        max,
        timeWindow: perMs,
        keyGenerator: ({ principal }) =>
          JSON.stringify([name, by === "client" ? principal?.clientId : principal?.subject]),
      });
    limiters.set(name, limiter);
    return limiter;
  }

  return async (request: FastifyRequest, { name, access, rateLimit }: Target): Promise<void> => {
    if (access === "public") return;
    const { scopes } = await bearerOf(access.audience)(request);
    const missing = missingScopes(access, scopes);
    if (missing.length > 0) throw scopeMissing(missing);
    if (rateLimit === undefined) return;
    const used = await limiterOf(name, rateLimit)(request);
    if (used.isAllowed || !used.isExceeded) return;
    throw problem(
      "too-many-requests",
      `${rateLimit.max} are allowed in ${rateLimit.perMs / 1_000} s; come again later`,
      {
        headers: { "retry-after": String(Math.max(1, used.ttlInSeconds)) },
      },
    );
  };
}

function scopeMissing(missing: readonly string[]) {
  const names = missing.join(" ");
  const challenge = `Bearer realm="${REALM}", error="insufficient_scope", scope="${names}"`;
  return problem("scope-missing", `Ask for a token with the scope ${names}`, {
    headers: { "www-authenticate": challenge },
  });
}
