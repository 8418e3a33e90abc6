import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { UseCases } from "#app/index.ts";
import { LoginRequiredError } from "#domain/errors.ts";
import type { Session } from "#domain/session.ts";
import type { Cookies } from "./cookies.ts";
import { problem } from "./errors.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; undefined for nobody who is logged in. */
    visit?: Visit | undefined;
  }
}

/** A request of somebody who is logged in. */
export type Visit = {
  readonly session: Session;
  /** What each form of this session carries, and no other site can know. */
  readonly csrf: string;
};

// #region csrf
/** Who asks, by their cookie. */
export async function findVisit(app: UseCases, cookies: Cookies, request: FastifyRequest): Promise<Visit | undefined> {
  const secret = cookies.session.read(request);
  const session = secret === undefined ? undefined : await app.findSession(secret);
  if (secret === undefined || session === undefined) return undefined;
  // Of the secret, which whoever reads the database does not have; and not the digest that is kept there.
  return { session, csrf: createHash("sha256").update(`csrf ${secret}`).digest("base64url") };
}
// #endregion csrf

/** @throws LoginRequiredError */
export function visitOf({ visit }: FastifyRequest): Visit {
  if (visit === undefined) throw new LoginRequiredError("Nobody is logged in");
  return visit;
}

/** @throws ProblemError for a write that no form of this session has sent */
export function assertOwnForm(request: FastifyRequest): void {
  const sent = (request.body as { csrf?: unknown } | undefined)?.csrf;
  const { csrf } = visitOf(request);
  const [one, other] = [String(sent), csrf].map((text) => createHash("sha256").update(text).digest());
  if (one === undefined || other === undefined || !timingSafeEqual(one, other)) {
    throw problem("form-forged", "Go back, load the page again, and send the form from there");
  }
}
