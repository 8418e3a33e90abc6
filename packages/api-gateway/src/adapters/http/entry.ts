import rateLimiting from "@fastify/rate-limit";
import type { Verifier } from "@hexmart/auth";
import { createBearer } from "@hexmart/http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
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
  const underWay = new Map<string, number>();

  function bearerOf(audience: string) {
    const bearer = bearers.get(audience) ?? createBearer({ realm: REALM, verify: verifierOf(audience), plaintext });
    bearers.set(audience, bearer);
    return bearer;
  }

  function keyOf(name: string, { by }: RateLimit, { principal }: FastifyRequest): string {
    return JSON.stringify([name, by === "client" ? principal?.clientId : principal?.subject]);
  }

  function limiterOf(name: string, limit: RateLimit) {
    const limiter =
      limiters.get(name) ??
      app.createRateLimit({
        max: limit.max,
        timeWindow: limit.perMs,
        keyGenerator: (request) => keyOf(name, limit, request),
      });
    limiters.set(name, limiter);
    return limiter;
  }

  /** Without it one caller's streams could take all places of a service, slowly enough for any rate. */
  function takePlace(key: string, { atOnce }: RateLimit, { raw }: FastifyReply): void {
    const before = underWay.get(key) ?? 0;
    if (before >= atOnce) throw tooMany(`${atOnce} are allowed at the same time; wait for some to end`, 1);
    underWay.set(key, before + 1);
    const leave = () => {
      const left = (underWay.get(key) ?? 1) - 1;
      if (left > 0) underWay.set(key, left);
      else underWay.delete(key);
    };
    if (raw.closed) leave();
    else raw.once("close", leave);
  }

  // #region enter
  return async (request: FastifyRequest, reply: FastifyReply, target: Target): Promise<void> => {
    const { name, access, rateLimit } = target;
    if (access === "public") return;
    const { scopes } = await bearerOf(access.audience)(request);
    const missing = missingScopes(access, scopes);
    if (missing.length > 0) throw scopeMissing(missing);
    if (rateLimit === undefined) return;
    const used = await limiterOf(name, rateLimit)(request);
    if (!used.isAllowed && used.isExceeded) {
      const wait = Math.max(1, used.ttlInSeconds);
      throw tooMany(`${rateLimit.max} are allowed in ${rateLimit.perMs / 1_000} s; come again later`, wait);
    }
    takePlace(keyOf(name, rateLimit, request), rateLimit, reply);
  };
  // #endregion enter
}

function tooMany(message: string, retryAfter: number) {
  return problem("too-many-requests", message, { headers: { "retry-after": String(retryAfter) } });
}

function scopeMissing(missing: readonly string[]) {
  const names = missing.join(" ");
  const challenge = `Bearer realm="${REALM}", error="insufficient_scope", scope="${names}"`;
  return problem("scope-missing", `Ask for a token with the scope ${names}`, {
    headers: { "www-authenticate": challenge },
  });
}
