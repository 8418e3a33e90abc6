import type { EventEmitter } from "node:events";
import type { Logger } from "@hexmart/runtime";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import type { AccountRepository } from "#ports/accounts.ts";

type ProtocolLog = { readonly logger: Logger; readonly accounts: Pick<AccountRepository, "find"> };

/** Writes a line for each token, refusal, logout and fault; none holds a token, a code, an assertion or a key. */
export function logProtocol(provider: Provider, { logger, accounts }: ProtocolLog): void {
  type Issued = { clientId?: string | undefined; scope?: string | undefined; aud?: unknown };
  const logIssued = ({ clientId, scope, aud }: Issued) => {
    const fields = { clientId, scopes: scope?.split(" ") ?? [], audience: aud };
    logger.info({ event: "token.issued", ...fields }, "issued an access token");
  };
  provider.on("client_credentials.issued", logIssued);
  provider.on("access_token.issued", logIssued);
  provider.on("grant.error", (context, error) => {
    const fields = { clientId: clientIdOf(context), code: error.error, reason: error.error_description };
    const detail = typeof error.error_detail === "string" ? { detail: error.error_detail } : {};
    logger.warn({ event: "token.refused", ...fields, ...detail }, "refused an access token");
  });
  provider.on("authorization.error", (context, error) => {
    const fields = { clientId: clientIdOf(context), code: error.error, reason: error.error_description };
    logger.warn({ event: "authorization.refused", ...fields }, "refused to log somebody in for a client");
  });
  provider.on("grant.revoked", (context) => {
    logger.info({ event: "grant.revoked", clientId: clientIdOf(context) }, "took back what a client may do");
  });
  provider.on("end_session.success", (context) => {
    if (context.oidc.params?.logout === undefined) return;
    const { accountId } = context.oidc.session ?? {};
    const fields = { event: "logout.succeeded", clientId: clientIdOf(context) };
    nameOf(accountId).then((username) => logger.info({ ...fields, username }, "somebody has logged out"));
  });
  // Who has logged out has done so also when the database is away in that moment.
  const nameOf = async (accountId = "") => (await accounts.find(accountId).catch(() => undefined))?.username;
  provider.on("backchannel.error", (_context, error, { clientId }) => {
    logger.warn({ event: "logout.not_told", clientId, err: error }, "could not tell a client of a logout");
  });
  const logFault = (context: Pick<KoaContextWithOIDC, "path"> | undefined, error: Error) =>
    logger.error({ event: "request.failed", path: context?.path, err: error }, "could not answer a request");
  provider.on("server_error", logFault);
  // Beyond the library's own handling, such as saving a session in the end. Koa would write it to the console.
  const koa: EventEmitter = provider;
  koa.on("error", (error: Error, context?: KoaContextWithOIDC) => logFault(context, error));
}

function clientIdOf({ oidc }: KoaContextWithOIDC): string | undefined {
  return oidc.client?.clientId;
}
