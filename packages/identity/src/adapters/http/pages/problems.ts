import { defineProblems, type ProblemError, toBody } from "@hexmart/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { wayOn } from "./way-on.ts";

/** What the server refuses besides what oidc-provider does, which speaks OAuth's own errors. */
export const problem = defineProblems({
  "misdirected-request": [421, "This is another host"],
  "too-many-attempts": [429, "There were too many attempts"],
});

/** A page for people, and for programs a problem as the other services have it. */
export function sendProblem(own: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.accept?.includes("text/html")) {
    const data = { error: request.id, description: `${own.title}. ${own.message}.`, wayOn: wayOn() };
    void reply.page({ template: "error", title: own.title, data });
  } else {
    reply.type("application/problem+json").send(JSON.stringify(toBody(own, request.id)));
  }
}
