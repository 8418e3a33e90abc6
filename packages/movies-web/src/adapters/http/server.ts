import { fileURLToPath } from "node:url";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import { type HttpServer, type ProblemError, type ServeHttpOptions, serveHttp, toBody } from "@hexmart/http";
import { pages } from "@hexmart/pages";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { UseCases } from "#app/index.ts";
import { isAdmin } from "#domain/session.ts";
import type { Secrets } from "#ports/secrets.ts";
import { addCart } from "./cart-routes.ts";
import { addCartStream, MAX_STREAMS } from "./cart-stream.ts";
import { createCookies } from "./cookies.ts";
import { problem, toProblem } from "./errors.ts";
import { formatClaim } from "./formats.ts";
import { addLogin } from "./login-routes.ts";
import { addMovies } from "./movie-routes.ts";
import { findVisit, visitOf } from "./visits.ts";

export type ServerOptions = Omit<ServeHttpOptions, "routes" | "toProblem" | "sendProblem"> & {
  readonly useCases: UseCases;
  readonly secrets: Secrets;
  /** What the browser calls this site. */
  readonly origin: string;
  /** Whom the browser meets when it logs in and out. */
  readonly issuer: string;
};

/** Beside those that watch a cart, which could else take all places from pages. */
const PAGES_IN_FLIGHT = 256;

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Serves the site. */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const { useCases, secrets, origin, issuer, ...others } = options;
  const cookies = createCookies(origin);
  return serveHttp({
    ...others,
    maxInFlight: PAGES_IN_FLIGHT + MAX_STREAMS,
    toProblem,
    sendProblem: (own, request, reply) => void sendProblem(own, request, reply),
    async routes(app) {
      await app.register(cookie);
      await app.register(formbody);
      await app.register(pages, { templates: folder("templates"), assets: folder("assets"), frame });
      app.addHook("onRequest", async (request) => {
        if (needsVisit(request)) request.visit = await findVisit(useCases, cookies, request);
      });
      addLogin(app, { useCases, cookies, secrets, logger: others.logger });
      addMovies(app, useCases);
      addCart(app, useCases);
      addCartStream(app, { useCases, logger: others.logger });
      addOwnPages(app);
    },
  });

  function frame({ visit, url }: FastifyRequest) {
    const link = (href: string, text: string) => ({ href, text, current: url.split(/[/?]/)[1] === href.slice(1) });
    const links = visit && [
      link("/movies", "Movies"),
      link("/products", "Products"),
      link("/cart", "My cart"),
      ...(isAdmin(visit.session.person) ? [link("/admin", "Admin")] : []),
    ];
    const returnTo = encodeURIComponent(url.startsWith("/sign") || url.startsWith("/login") ? "/" : url);
    return {
      site: "hexmart movies",
      home: "/",
      ...(links && { links }),
      login: `/login?return_to=${returnTo}`,
      person: visit && {
        name: visit.session.person.name,
        // The answer to the form leads to the issuer, and back.
        logout: { action: "/logout", hidden: { csrf: visit.csrf }, leadsTo: [new URL(issuer).origin] },
      },
    };
  }
}

function needsVisit({ routeOptions: { url = "" } }: FastifyRequest): boolean {
  return !url.startsWith("/assets/") && url !== "/backchannel-logout";
}

function addOwnPages(app: FastifyInstance): void {
  app.get("/", async ({ visit }, reply) =>
    reply.page({ template: "home", title: "Welcome", data: { name: visit?.session.person.name } }),
  );
  app.get("/admin", async (request, reply) => {
    const { person } = visitOf(request).session;
    if (!isAdmin(person)) throw problem("forbidden", "This page is for administrators");
    const claims = Object.entries(person.claims).map(([name, value]) => ({ name, value: formatClaim(value) }));
    return reply.page({ template: "admin", title: "Admin", data: { claims } });
  });
}

/** A page for people, and for whom it would be none a problem as the other services have it. */
async function sendProblem(own: ProblemError, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const isPage = request.headers.accept?.includes("text/html") ?? false;
  if (own.problem === "login-required" && isPage && request.method === "GET") {
    reply.redirect(`/login?return_to=${encodeURIComponent(request.url)}`, 303);
    return;
  }
  if (!isPage) {
    reply.type("application/problem+json").send(JSON.stringify(toBody(own, request.id)));
    return;
  }
  const data = {
    status: own.status,
    heading: own.title,
    message: own.message.replace(/\.$/, ""),
    login: own.problem === "login-required" || own.problem === "login-failed",
    requestId: request.id,
  };
  await reply.page({ template: "problem", title: own.title, data });
}
