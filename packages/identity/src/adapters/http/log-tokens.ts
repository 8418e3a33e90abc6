import type { Logger } from "@hexmart/runtime";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";

/** Writes a line for each token, refusal and fault; none holds a token, an assertion or a key. */
export function logTokens(provider: Provider, logger: Logger): void {
  provider.on("client_credentials.issued", ({ clientId, scope, aud }) => {
    const fields = { clientId, scopes: scope?.split(" ") ?? [], audience: aud };
    logger.info({ event: "token.issued", ...fields }, "issued an access token");
  });
  provider.on("grant.error", (context, error) => {
    const fields = { clientId: clientIdOf(context), code: error.error, reason: error.error_description };
    const detail = typeof error.error_detail === "string" ? { detail: error.error_detail } : {};
    logger.warn({ event: "token.refused", ...fields, ...detail }, "refused an access token");
  });
  provider.on("server_error", (context, error) => {
    logger.error({ event: "request.failed", path: context.path, err: error }, "could not answer a request");
  });
}

function clientIdOf({ oidc }: KoaContextWithOIDC): string | undefined {
  return oidc.client?.clientId;
}
