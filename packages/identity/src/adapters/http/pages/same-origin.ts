import type { FastifyReply, FastifyRequest } from "fastify";
import { wayOn } from "./way-on.ts";

/** Whether a form was sent by a page of this server: every browser says so, and no other page can. */
function isOfOwnPage({ headers }: FastifyRequest, issuer: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return headers.origin === new URL(issuer).origin;
}

/** A hook that refuses forms which another site sent in the user's name. */
export function refuseForeignForms(issuer: string) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method !== "POST" || isOfOwnPage(request, issuer)) return;
    await reply.code(403).page({
      template: "error",
      title: "This did not work",
      data: {
        error: "access_denied",
        description: "this form was not sent from a page of this site",
        wayOn: wayOn(),
      },
    });
    return reply;
  };
}
