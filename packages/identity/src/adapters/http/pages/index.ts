import { fileURLToPath } from "node:url";
import formbody from "@fastify/formbody";
import { pages } from "@hexmart/pages";
import type { FastifyInstance } from "fastify";
import { addConsent, type ConsentOptions } from "./consent.ts";
import { addGrants, type GrantsOptions } from "./grants.ts";
import { seeOther } from "./interaction.ts";
import { addLogin, type LoginOptions } from "./login.ts";
import { refuseForeignForms } from "./same-origin.ts";
import { wayOn } from "./way-on.ts";

export type AccountPagesOptions = LoginOptions & ConsentOptions & GrantsOptions & { readonly issuer: string };

/** Adds `reply.page()` for all that is answered with a page. */
export async function addPages(app: FastifyInstance): Promise<void> {
  await app.register(pages, {
    templates: fileURLToPath(new URL("templates", import.meta.url)),
    frame: () => ({ site: "hexmart identity", home: "/grants" }),
  });
}

/** The pages that people see: login, consent, what they have allowed. They work without scripts. */
export function addAccountPages(app: FastifyInstance, options: AccountPagesOptions): void {
  app.register(async (scope) => {
    await scope.register(formbody);
    scope.addHook("preHandler", refuseForeignForms(options.issuer));
    addLogin(scope, options);
    addConsent(scope, options);
    addGrants(scope, options);
    scope.get("/", async (_request, reply) => seeOther(reply, "/grants"));
    scope.get("/account/logout", async (_request, reply) => seeOther(reply, "/connect/endsession"));
    scope.get("/account/access-denied", async (_request, reply) =>
      reply.code(403).page({
        template: "message",
        title: "Access denied",
        data: {
          heading: "Access denied",
          text: "You are logged in, but may not do this. Somebody with another role can.",
          wayOn: wayOn(),
        },
      }),
    );
  });
  app.register(async (scope) => addPosted(scope, options));
}

/**
 * OpenID Connect lets clients send these requests as forms too. A browser sends no SameSite cookie with the form of
 * another site, so it is asked to come again by GET.
 */
async function addPosted(scope: FastifyInstance, { issuer }: AccountPagesOptions): Promise<void> {
  await scope.register(formbody);
  for (const path of ["/connect/authorize", "/connect/endsession"]) {
    scope.post<{ Body: Record<string, string | string[]> | null }>(path, async (request, reply) => {
      const parameters = new URLSearchParams();
      for (const [name, value] of Object.entries(request.body ?? {})) {
        for (const one of [value].flat()) parameters.append(name, one);
      }
      return seeOther(reply, `${issuer}${path}?${parameters}`);
    });
  }
}
