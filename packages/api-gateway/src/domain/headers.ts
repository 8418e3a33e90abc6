import type { HeaderRules } from "./route.ts";

/** Headers as they came: a name may be there several times. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** What is said of the caller to an upstream, by the gateway and nobody else. */
export type Caller = {
  readonly address: string;
  readonly protocol: string;
  readonly host: string;
  readonly requestId: string;
};

/** What belongs to one connection and not to the message (RFC 9110 § 7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
]);

/** What servers behind a proxy believe of who calls, from where, and what for: nobody but the gateway may say it. */
const claims =
  /^(forwarded|via|x-forwarded.*|x-(real|client|cluster-client|originating|remote)-?.*|x-(user|auth|account|subject|principal|role|scope|group|tenant|admin|identity|jwt|id-token|access-token|token|consumer|credential|authenticated).*|remote-.*|true-client-ip|client-ip|(x-)?(ssl|tls)-.*|client-cert.*|cf-.*|fastly-.*|x-(envoy|amzn|amz|goog|ms|azure|appengine|arr|vercel|nginx)-.*|x-(original|rewrite)-.*|x-(http-)?method(-override)?|x-accel-.*|x-sendfile.*|x-host|x-request-id)$/;

/** Set anew from what the gateway has read: its length, whom it is for, and whether it is all there. */
const framing = new Set(["host", "content-length", "expect"]);

/** The headers of a request for an upstream: without claims, cookies and what belongs to the connection. */
export function toUpstream(headers: Headers, caller: Caller, rules: HeaderRules = {}): Headers {
  const named = namedByConnection(headers);
  const kept = headers.filter(([given]) => {
    const name = given.toLowerCase();
    // Some servers read "x_user" as "x-user".
    return !(
      hopByHop.has(name) ||
      framing.has(name) ||
      named.has(name) ||
      name === "cookie" ||
      name.includes("_") ||
      claims.test(name)
    );
  });
  return applied(
    [
      ...kept,
      ["x-request-id", caller.requestId],
      ["x-forwarded-for", caller.address],
      ["x-forwarded-proto", caller.protocol],
      ["x-forwarded-host", caller.host],
    ],
    rules,
  );
}

/** The headers of an upstream's answer for the caller: without what belongs to the connection, and without cookies. */
export function fromUpstream(headers: Headers, rules: HeaderRules = {}): Headers {
  const named = namedByConnection(headers);
  const kept = headers.filter(([given]) => {
    const name = given.toLowerCase();
    return !(hopByHop.has(name) || named.has(name) || name === "set-cookie" || isCors(name) || name === "server");
  });
  return applied(kept, rules);
}

/** Who may read an answer across origins is the gateway's to say, as it answers under its own. */
function isCors(name: string): boolean {
  return name.startsWith("access-control-");
}

function namedByConnection(headers: Headers): ReadonlySet<string> {
  const values = headers.filter(([name]) => name.toLowerCase() === "connection").map(([, value]) => value);
  const names = values.flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase());
  // To name the token here would be to have it taken off, and to be nobody behind the gateway.
  return new Set(names.filter((name) => name !== "authorization"));
}

function applied(headers: Headers, { remove = [], set = {} }: HeaderRules): Headers {
  const gone = new Set([...remove, ...Object.keys(set)].map((name) => name.toLowerCase()));
  return [...headers.filter(([name]) => !gone.has(name.toLowerCase())), ...Object.entries(set)];
}
