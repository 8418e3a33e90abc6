import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { type Account, accounts } from "./accounts.ts";

type Code = { readonly account: Account; readonly query: URLSearchParams; used: boolean };

/**
 * An OpenID provider on a socket, where whoever comes is `state.who`. It checks what this client has to send, counts
 * what it is asked, and can be told to answer otherwise.
 */
export async function startFakeIdentity(clientPublicJwk: JWK) {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" };
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, Account>();
  const seen = { refreshes: [] as string[], revoked: [] as string[], tokens: [] as string[] };
  const state = {
    who: accounts.alice as Account,
    expiresIn: 300,
    /** What a refresh is answered with, in the place of a token. */
    refreshError: undefined as { readonly status: number; readonly error: string } | undefined,
    /** What a refresh waits for. */
    refreshGate: undefined as Promise<void> | undefined,
    revocationStatus: 200,
    answer: (params: URLSearchParams) => params,
    idToken: {} as Readonly<Record<string, unknown>>,
  };
  let issuer = "";

  const sign = (typ: string, claims: object) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: "ES256", kid, typ }).sign(privateKey);
  const now = () => Math.floor(Date.now() / 1_000);

  async function accessToken({ sub, claims }: Account, resource: string, scope: string): Promise<string> {
    const times = { iat: now(), exp: now() + state.expiresIn, jti: randomUUID() };
    const { preferred_username, roles } = claims;
    const token = await sign("at+jwt", {
      iss: issuer,
      aud: resource,
      sub,
      client_id: "movies-web",
      scope,
      preferred_username,
      roles,
      ...times,
    });
    seen.tokens.push(token);
    return token;
  }

  async function assertClient(form: URLSearchParams): Promise<void> {
    const assertion = form.get("client_assertion") ?? "";
    await jwtVerify(assertion, await importJWK(clientPublicJwk, "ES256"), {
      issuer: "movies-web",
      subject: "movies-web",
      audience: issuer,
    });
  }

  async function token(form: URLSearchParams): Promise<Response> {
    await assertClient(form);
    const resource = form.get("resource");
    if (resource === null) return refuse(400, "invalid_target");
    if (form.get("grant_type") === "refresh_token") {
      const old = form.get("refresh_token") ?? "";
      seen.refreshes.push(resource);
      await state.refreshGate;
      if (state.refreshError) return refuse(state.refreshError.status, state.refreshError.error);
      const found = refreshTokens.get(old);
      if (found === undefined) return refuse(400, "invalid_grant");
      refreshTokens.delete(old);
      return answerTokens(found, resource, {});
    }
    const code = codes.get(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const fits = code && !code.used && code.query.get("code_challenge") === challenge;
    if (!fits || form.get("redirect_uri") !== code.query.get("redirect_uri")) return refuse(400, "invalid_grant");
    code.used = true;
    const { sub, claims } = code.account;
    const times = { iat: now(), exp: now() + 300 };
    const nonce = code.query.get("nonce");
    const idToken = await sign("JWT", {
      iss: issuer,
      aud: "movies-web",
      sub,
      nonce,
      sid: `sid-${sub}`,
      ...claims,
      ...times,
      ...state.idToken,
    });
    seen.tokens.push(idToken);
    return answerTokens(code.account, resource, { id_token: idToken });
  }

  async function answerTokens(who: Account, resource: string, more: object): Promise<Response> {
    const refreshToken = `refresh-${randomUUID()}`;
    refreshTokens.set(refreshToken, who);
    seen.tokens.push(refreshToken);
    const access_token = await accessToken(who, resource, "all");
    return Response.json({
      access_token,
      token_type: "Bearer",
      expires_in: state.expiresIn,
      refresh_token: refreshToken,
      ...more,
    });
  }

  async function handle(url: URL, form: URLSearchParams): Promise<Response> {
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return Response.json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          end_session_endpoint: `${issuer}/endsession`,
          revocation_endpoint: `${issuer}/revocation`,
          jwks_uri: `${issuer}/jwks`,
          authorization_response_iss_parameter_supported: true,
          code_challenge_methods_supported: ["S256"],
        });
      case "/jwks":
        return Response.json({ keys: [jwk] });
      case "/authorize": {
        const code = randomUUID();
        codes.set(code, { account: state.who, query: url.searchParams, used: false });
        const params = new URLSearchParams({ code, state: url.searchParams.get("state") ?? "", iss: issuer });
        return redirect(`${url.searchParams.get("redirect_uri")}?${state.answer(params)}`);
      }
      case "/token":
        return token(form).catch(() => refuse(401, "invalid_client"));
      case "/revocation":
        seen.revoked.push(form.get("token") ?? "");
        refreshTokens.delete(form.get("token") ?? "");
        return state.revocationStatus === 200 ? new Response(null) : refuse(state.revocationStatus, "invalid_request");
      case "/endsession":
        return redirect(url.searchParams.get("post_logout_redirect_uri") ?? "");
      default:
        return new Response("not found", { status: 404 });
    }
  }

  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const answer = await handle(
      new URL(request.url ?? "/", issuer),
      new URLSearchParams(Buffer.concat(chunks).toString()),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    state,
    seen,
    sign,
    now,
    /** A logout token as the issuer sends it, or a wrong one. */
    logoutToken: (claims: object = {}, typ = "logout+jwt") =>
      sign(typ, {
        iss: issuer,
        aud: "movies-web",
        iat: now(),
        exp: now() + 120,
        jti: randomUUID(),
        sid: "sid-account-alice",
        sub: "account-alice",
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
        ...claims,
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const refuse = (status: number, error: string) => Response.json({ error }, { status });
const redirect = (location: string) => new Response(null, { status: 303, headers: { location } });
