import { type HttpServer, type ServeHttpOptions, serveHttp, unavailable } from "@hexmart/http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { UseCases } from "#app/index.ts";
import type { CurrentProvider } from "./current-provider.ts";
import { isOwnHost, rewriteHost } from "./host.ts";
import { type AccountPagesOptions, addAccountPages, addPages } from "./pages/index.ts";
import { problem, sendProblem } from "./pages/problems.ts";
import { sessionOf } from "./pages/session.ts";
import { inMinutes } from "./pages/words.ts";
import { routes } from "./provider.ts";
import { type PendingPage, pageFor } from "./provider-pages.ts";

export type ServerOptions = Omit<ServeHttpOptions, "routes" | "toProblem" | "sendProblem"> &
  Pick<AccountPagesOptions, "accounts" | "artifacts"> & {
    readonly app: Pick<UseCases, "logIn" | "enterUserCode">;
    readonly issuer: string;
    readonly provider: CurrentProvider;
    readonly allowedHosts: readonly string[];
    /** Whether an error says that the database is away. */
    readonly isUnavailable: (error: unknown) => boolean;
  };

/** Serves the provider and the pages of people over HTTP. */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const { app: useCases, accounts, artifacts, issuer, provider, allowedHosts, isUnavailable, ...others } = options;
  return serveHttp({
    ...others,
    toProblem: (error) => (isUnavailable(error) ? unavailable("The database cannot be reached", error) : undefined),
    sendProblem,
    async routes(app) {
      await addPages(app);
      refuseOtherHosts(app, options);
      addAccountPages(app, {
        app: useCases,
        accounts,
        artifacts,
        issuer,
        provider: provider.get,
        logger: others.logger,
      });
      app.register(async (scope) => addProtocol(scope, provider, useCases));
    },
  });
}

function refuseOtherHosts(app: FastifyInstance, { issuer, allowedHosts }: ServerOptions): void {
  app.addHook("onRequest", async ({ raw, originalUrl }) => {
    // "GET http://evil.example/… HTTP/1.1" names a host too, and oidc-provider would believe it.
    if (!originalUrl.startsWith("/") || !isOwnHost(raw.headers.host, issuer, allowedHosts)) {
      throw problem("misdirected-request", "Ask by the issuer's own name");
    }
    rewriteHost(raw, issuer);
  });
}

function addProtocol(scope: FastifyInstance, provider: CurrentProvider, app: Pick<UseCases, "enterUserCode">): void {
  // oidc-provider reads the body itself.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null));

  const ask = async ({ raw }: FastifyRequest, reply: FastifyReply) => {
    await provider.handle(raw, reply.raw);
    return pageFor(raw);
  };
  const answer = (reply: FastifyReply, page: PendingPage | undefined) => {
    if (page && !reply.sent) return reply.code(page.status).page(page);
    reply.hijack();
  };
  const handle = async (request: FastifyRequest, reply: FastifyReply) => answer(reply, await ask(request, reply));
  // By their names, so that the log and traces tell them apart; what is below and beside them together.
  const { authorization, end_session, code_verification, jwks, ...endpoints } = routes;
  for (const url of [authorization, end_session]) scope.get(url, handle);
  for (const url of [jwks, ...Object.values(endpoints)]) scope.all(url, handle);
  for (const url of ["/connect/*", "/.well-known/*"]) scope.all(url, handle);
  // The library takes the path with a slash behind it for the same.
  for (const url of [code_verification, `${code_verification}/*`]) scope.get(url, handle).post(url, enterCode);

  async function enterCode(request: FastifyRequest, reply: FastifyReply) {
    const session = await sessionOf(provider.get(), request, reply);
    let page: PendingPage | undefined;
    const lookUp = async () => {
      page = await ask(request, reply);
      return !page?.isWrongCode;
    };
    const retryAfter = await app.enterUserCode({ address: request.ip, accountId: session?.accountId, lookUp });
    if (retryAfter === 0) return answer(reply, page);
    throw problem("too-many-attempts", `Try again ${inMinutes(retryAfter)}`, {
      headers: { "retry-after": String(retryAfter) },
    });
  }
}
