import { hash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, customFetch, type JWTPayload, jwtVerify } from "jose";
import { createUserAgent, type Page, type UserAgent } from "../../user-agent.ts";

/** How a client is known to the issuer. */
export type Registration = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly method: "client_secret_basic" | "client_secret_post";
  readonly redirectUri: string;
};

/** A parameter that is undefined is left out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** An answer at the redirect URI, or the page where the user agent got stuck. */
export type Answer = {
  readonly parameters: URLSearchParams;
  readonly page: Page;
  readonly verifier: string;
  readonly nonce: string;
  /** The pages of the issuer that asked the user for something, on the way. */
  readonly asked: readonly Asked[];
};

/** What the issuer asks a user for. */
type Asked = "login" | "consent";

export type Tokens = Readonly<Record<string, unknown>> & { readonly access_token: string; readonly id_token: string };

/** What is typed into the form; a name that is left out is there already. */
type User = Readonly<Record<string, string>>;

const random = () => randomBytes(32).toString("base64url");

/**
 * A relying party as OpenID Connect's certification suite plays it: each request can be made wrong on purpose, which
 * no client library would do.
 */
export function createRelyingParty(issuer: string, fetch: typeof globalThis.fetch, client: Registration) {
  const keys = createRemoteJWKSet(new URL("/.well-known/openid-configuration/jwks", issuer), { [customFetch]: fetch });

  async function metadata(): Promise<Record<string, unknown>> {
    return json(await fetch(`${issuer}/.well-known/openid-configuration`));
  }

  /** Sends a user to the issuer; logs in and consents where it asks for that. */
  async function authorize(
    agent: UserAgent,
    user: User,
    extra: Parameters = {},
    method: "GET" | "POST" = "GET",
  ): Promise<Answer> {
    const verifier = random();
    const nonce = random();
    const parameters = defined({
      client_id: client.clientId,
      redirect_uri: client.redirectUri,
      response_type: "code",
      scope: "openid",
      state: random(),
      nonce,
      code_challenge: hash("sha256", verifier, "base64url"),
      code_challenge_method: "S256",
      ...extra,
    });
    const url = new URL("/connect/authorize", issuer);
    if (method === "GET") url.search = parameters.toString();
    const start = await agent.open(url, method === "GET" ? {} : { method, body: parameters });
    const { page, asked } = await passThrough(agent, start, user);
    const answered = page.url.href.startsWith(client.redirectUri);
    return { parameters: answered ? page.url.searchParams : new URLSearchParams(), page, verifier, nonce, asked };
  }

  function request(body: Parameters): Promise<Response> {
    const { clientId, clientSecret, method } = client;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
    const inBody = { client_id: clientId, client_secret: clientSecret };
    return fetch(`${issuer}/connect/token`, {
      method: "POST",
      body: defined(method === "client_secret_post" ? { ...inBody, ...body } : body),
      headers: method === "client_secret_basic" ? { authorization: `Basic ${basic}` } : {},
    });
  }

  const exchangeOnce = ({ parameters, verifier }: Answer, extra: Parameters = {}) =>
    request({
      grant_type: "authorization_code",
      code: parameters.get("code") ?? "",
      redirect_uri: client.redirectUri,
      code_verifier: verifier,
      ...extra,
    });

  return {
    client,
    metadata,
    authorize,
    request,
    exchangeOnce,
    agent: () => createUserAgent({ stopAt: [client.redirectUri], fetch }),
    async exchange(answer: Answer): Promise<Tokens> {
      const response = await exchangeOnce(answer);
      const tokens = await json(response);
      if (response.status !== 200) throw new Error(`Cannot exchange the code: ${JSON.stringify(tokens)}`);
      return tokens as Tokens;
    },
    /** The claims of an id_token that is as OpenID Connect Core 3.1.3.7 wants it. */
    async claims({ id_token: idToken }: Pick<Tokens, "id_token">, nonce?: string): Promise<JWTPayload> {
      const { payload } = await jwtVerify(idToken, keys, {
        issuer,
        audience: client.clientId,
        requiredClaims: ["sub", "exp", "iat"],
      });
      if (nonce !== undefined && payload.nonce !== nonce) throw new Error("The nonce of the id_token is another");
      return payload;
    },
    async userinfo(accessToken: string, how: "get" | "post-header" | "post-body" = "get") {
      const authorization = { authorization: `Bearer ${accessToken}` };
      const url = `${issuer}/connect/userinfo`;
      if (how === "get") return fetch(url, { headers: authorization });
      if (how === "post-header") return fetch(url, { method: "POST", headers: authorization });
      return fetch(url, { method: "POST", body: new URLSearchParams({ access_token: accessToken }) });
    },
  };
}

export type RelyingParty = ReturnType<typeof createRelyingParty>;

export async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

function defined(parameters: Parameters): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) given.set(name, value);
  return given;
}

/** Logs in and consents for as long as the issuer asks for that. */
export async function passThrough(
  agent: UserAgent,
  start: Page,
  user: User,
): Promise<{ readonly page: Page; readonly asked: readonly Asked[] }> {
  let page = start;
  const asked: Asked[] = [];
  for (let kind = kindOf(page); kind && asked.length < 4; kind = kindOf(page)) {
    asked.push(kind);
    page = await agent.submit(page, kind === "login" ? user : {});
  }
  return { page, asked };
}

function kindOf({ html, url }: Page): Asked | undefined {
  if (html.querySelector("input[name=password]")) return "login";
  return url.pathname.startsWith("/consent/") ? "consent" : undefined;
}
