import type { Logger } from "@hexmart/runtime";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { UseCases } from "#app/index.ts";
import { LoginFailedError, LogoutTokenError, UnavailableError } from "#domain/errors.ts";
import { safeReturnTo } from "#domain/return-to.ts";
import type { Secrets } from "#ports/secrets.ts";
import type { Cookies } from "./cookies.ts";
import { queryText, textOf } from "./inputs.ts";
import { assertOwnForm, visitOf } from "./visits.ts";

type Options = {
  readonly useCases: UseCases;
  readonly cookies: Cookies;
  readonly secrets: Secrets;
  readonly logger: Logger;
};

/** Logging in and out. */
export function addLogin(app: FastifyInstance, { useCases, cookies, secrets, logger }: Options): void {
  app.get("/login", async (request, reply) => {
    const returnTo = queryText(request, "return_to");
    if (request.visit !== undefined) return reply.redirect(safeReturnTo(returnTo), 303);
    // The same for each tab, so that none loses its login to another.
    const browser = cookies.login.read(request) ?? secrets.create();
    const url = await useCases.beginLogin({ returnTo, browser });
    cookies.login.set(reply, browser);
    return reply.header("cache-control", "no-store").redirect(url, 303);
  });

  app.get("/signin-oidc", async (request, reply) => {
    const { secret, returnTo } = await useCases
      .finishLogin({
        answer: queryOf(request),
        browser: cookies.login.read(request),
        before: cookies.session.read(request),
      })
      .catch((error: unknown) => {
        // Not the cause itself: it has what the issuer sent, tokens and all.
        if (error instanceof LoginFailedError)
          logger.warn({ requestId: request.id, ...reasonOf(error) }, "a login failed");
        throw error;
      });
    cookies.session.set(reply, secret);
    return reply.header("cache-control", "no-store").redirect(returnTo, 303);
  });

  app.post("/logout", async (request, reply) => {
    assertOwnForm(request);
    const { session } = visitOf(request);
    cookies.session.clear(reply);
    cookies.login.clear(reply);
    // The issuer may be away: here the person is logged out all the same.
    const url = await useCases.logOut(session).catch((error: unknown) => {
      if (!(error instanceof UnavailableError)) throw error;
      return "/signout-callback-oidc?only_here=yes";
    });
    return reply.redirect(url, 303);
  });

  app.get("/signout-callback-oidc", async (request, reply) => {
    const onlyHere = queryText(request, "only_here") === "yes";
    return reply.page({ template: "logged-out", title: "You are logged out", data: { onlyHere } });
  });

  app.post("/backchannel-logout", async (request, reply) => {
    const token = textOf(request, "logout_token");
    if (token === "") throw new LogoutTokenError("Cannot log out: send logout_token in a form");
    await useCases.heedLogout(token);
    return reply.header("cache-control", "no-store").code(200).send();
  });
}

function reasonOf({ code, cause }: LoginFailedError): object {
  const { message: reason, code: kind } = (cause ?? {}) as { message?: unknown; code?: unknown };
  return { failure: code, ...(typeof reason === "string" && { reason, kind }) };
}

/** All of the query as it came: a parameter that is there twice has to be seen. */
function queryOf({ raw }: FastifyRequest): URLSearchParams {
  return new URL(raw.url ?? "/", "http://localhost").searchParams;
}
