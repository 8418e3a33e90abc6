import type { IncomingMessage } from "node:http";

// A name or an address, and perhaps a port; nothing that some parser could read something else out of.
const HOST = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

/** Whether a request was meant for this server: the issuer's own host, or one of the allowed names at any port. */
export function isOwnHost(header: string | undefined, issuer: string, allowedHosts: readonly string[]): boolean {
  const host = header?.toLowerCase() ?? "";
  const name = HOST.exec(host)?.[1];
  return name !== undefined && (host === new URL(issuer).host || allowedHosts.includes(name));
}

/**
 * Makes the request look as if it had come straight to the issuer's URL, because oidc-provider builds the addresses in
 * its discovery document from the request.
 */
export function rewriteHost(request: IncomingMessage, issuer: string): void {
  const { host, protocol } = new URL(issuer);
  request.headers.host = host;
  request.headers["x-forwarded-host"] = host;
  request.headers["x-forwarded-proto"] = protocol.slice(0, -1);
}
