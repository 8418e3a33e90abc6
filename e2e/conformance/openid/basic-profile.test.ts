import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader, UnsecuredJWT } from "jose";
import { query } from "../../database.ts";
import { type System, startSystem, until } from "../../system.ts";
import type { UserAgent } from "../../user-agent.ts";
import {
  type Answer,
  createRelyingParty,
  json,
  type Parameters,
  type Registration,
  type RelyingParty,
} from "./relying-party.ts";

const user = { username: "erika", password: "correct horse battery staple" };
const profile = {
  name: "Erika Mustermann",
  given_name: "Erika",
  family_name: "Mustermann",
  website: "https://erika.example",
};
const mail = { email: "erika@mail.example", email_verified: true };
const address = {
  address: { street_address: "Heidestraße 17", locality: "Köln", postal_code: "51147", country: "Germany" },
};
const phone = { phone_number: "+49 221 5550100", phone_number_verified: true };

/** Nobody listens there: the user agent stops at it. */
const redirectUri = "http://127.0.0.1:1/callback";
const secret = "only-for-this-test-only-for-this-test";
const basic: Registration = { clientId: "basic", clientSecret: secret, method: "client_secret_basic", redirectUri };
const post: Registration = { ...basic, clientId: "post", method: "client_secret_post" };

/** The OpenID Connect basic profile, case by case; each bears the name of its module in the certification suite. */
describe("the OpenID Connect basic profile", () => {
  let system: System;
  let rp: RelyingParty;

  beforeAll(async () => {
    const registered = [basic, post].map(({ clientId, clientSecret, method }) => ({
      client_id: clientId,
      client_name: "Conformance",
      client_secret: clientSecret,
      token_endpoint_auth_method: method,
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: [redirectUri, `${redirectUri}?foo=bar`],
      scope: "openid profile email address phone roles offline_access",
      resources: {},
    }));
    const users = [{ ...user, roles: ["user", "admin"], ...profile, ...mail, ...address, ...phone }];
    system = await startSystem({
      services: ["identity"],
      environment: { identity: { CLIENTS: JSON.stringify(registered), USERS: JSON.stringify(users) } },
    });
    rp = createRelyingParty(system.issuer, system.fetch, basic);
  }, 180_000);
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
  });

  /** A login that ends well, from the start to the claims. */
  async function logIn(agent: UserAgent, extra: Parameters = {}, method: "GET" | "POST" = "GET", by = rp) {
    const answer = await by.authorize(agent, user, extra, method);
    expect(problemOf(answer)).toBeUndefined();
    const tokens = await by.exchange(answer);
    return { answer, tokens, claims: await by.claims(tokens, "nonce" in extra ? extra.nonce : answer.nonce) };
  }

  async function userinfoFor(scope: string): Promise<Record<string, unknown>> {
    const { tokens, claims } = await logIn(rp.agent(), { scope });
    const info = await json(await rp.userinfo(tokens.access_token));
    expect(info.sub).toBe(claims.sub);
    return info;
  }

  it("oidcc-server", async () => {
    const { answer, tokens, claims } = await logIn(rp.agent());

    expect(answer.asked).toContain("login");
    expect(answer.parameters.get("iss")).toBe(system.issuer);
    expect(answer.parameters.get("state")).toBeTruthy();
    expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: expect.any(Number) });
    expect(claims).toMatchObject({ iss: system.issuer, aud: basic.clientId, sub: expect.any(String) });
  });

  it("oidcc-response-type-missing", async () => {
    expect(problemOf(await rp.authorize(rp.agent(), user, { response_type: undefined }))).toBe("invalid_request");
  });

  it("oidcc-idtoken-signature", async () => {
    const { tokens } = await logIn(rp.agent());
    const { alg, kid } = decodeProtectedHeader(tokens.id_token);

    expect((await rp.metadata()).id_token_signing_alg_values_supported).toContain(alg);
    expect(kid).toEqual(expect.any(String));
  });

  it("oidcc-idtoken-unsigned: there is none", async () => {
    expect((await rp.metadata()).id_token_signing_alg_values_supported).not.toContain("none");
  });

  it.each(["get", "post-header", "post-body"] as const)("oidcc-userinfo-%s", async (how) => {
    const { tokens, claims } = await logIn(rp.agent());
    const response = await rp.userinfo(tokens.access_token, how);

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(await json(response)).toEqual({ sub: claims.sub });
  });

  it("oidcc-ensure-request-without-nonce-succeeds", async () => {
    const { claims } = await logIn(rp.agent(), { nonce: undefined });

    expect(claims).not.toHaveProperty("nonce");
  });

  it.each([
    ["profile", { ...profile, preferred_username: user.username }],
    ["email", mail],
    ["address", address],
    ["phone", phone],
  ])("oidcc-scope-%s", async (scope, claims) => {
    expect(await userinfoFor(`openid ${scope}`)).toEqual({ sub: expect.any(String), ...claims });
  });

  it("oidcc-scope-all", async () => {
    const info = await userinfoFor("openid profile email address phone");

    const all = { preferred_username: user.username, ...profile, ...mail, ...address, ...phone };
    expect(info).toEqual({ sub: expect.any(String), ...all });
  });

  it("has a scope of our own: roles", async () => {
    expect(await userinfoFor("openid roles")).toEqual({ sub: expect.any(String), roles: ["user", "admin"] });
  });

  it("oidcc-ensure-other-scope-order-succeeds", async () => {
    expect(await userinfoFor("email openid")).toMatchObject(mail);
  });

  it("oidcc-prompt-login", async () => {
    const agent = rp.agent();
    const first = await logIn(agent, { max_age: "10000" });
    await until(() => Date.now() / 1000 > Number(first.claims.auth_time) + 1, { what: "the login is 1 s old" });
    const second = await logIn(agent, { prompt: "login", max_age: "10000" });

    expect(second.answer.asked).toContain("login");
    expect(second.claims.sub).toBe(first.claims.sub);
    expect(Number(second.claims.auth_time)).toBeGreaterThan(Number(first.claims.auth_time));
  });

  it("oidcc-prompt-none-not-logged-in", async () => {
    const answer = await rp.authorize(rp.agent(), user, { prompt: "none" });

    expect(problemOf(answer)).toBe("login_required");
    expect(answer.asked).toEqual([]);
  });

  it("oidcc-prompt-none-logged-in", async () => {
    const agent = rp.agent();
    const first = await logIn(agent, { max_age: "10000" });
    const second = await logIn(agent, { prompt: "none", max_age: "10000" });

    expect(second.answer.asked).toEqual([]);
    expect(second.claims).toMatchObject({ sub: first.claims.sub, auth_time: first.claims.auth_time });
  });

  it("oidcc-max-age-1", async () => {
    const agent = rp.agent();
    const first = await logIn(agent, { max_age: "10000" });
    await until(() => Date.now() / 1000 > Number(first.claims.auth_time) + 2, { what: "the login is 2 s old" });
    const second = await logIn(agent, { max_age: "1" });

    expect(second.answer.asked).toContain("login");
    expect(Number(second.claims.auth_time)).toBeGreaterThan(Number(first.claims.auth_time));
  });

  it("oidcc-max-age-10000", async () => {
    const agent = rp.agent();
    const first = await logIn(agent, { max_age: "10000" });
    const second = await logIn(agent, { max_age: "10000" });

    expect(second.answer.asked).not.toContain("login");
    expect(second.claims.auth_time).toBe(first.claims.auth_time);
  });

  it.each<[string, Parameters]>([
    ["oidcc-display-page", { display: "page" }],
    ["oidcc-display-popup", { display: "popup" }],
    ["oidcc-ensure-request-with-unknown-parameter-succeeds", { extra: "foobar" }],
    ["oidcc-ui-locales", { ui_locales: "se" }],
    ["oidcc-claims-locales", { claims_locales: "se" }],
    ["oidcc-ensure-request-with-acr-values-succeeds", { acr_values: "1 2" }],
    ["oidcc-ensure-request-with-valid-pkce-succeeds", {}],
  ])("%s, and asks nothing of who is logged in", async (_, extra) => {
    const agent = rp.agent();
    const first = await logIn(agent, extra);
    const second = await logIn(agent, extra);

    expect(second.answer.asked).toEqual([]);
    expect(second.claims.sub).toBe(first.claims.sub);
  });

  it("oidcc-login-hint: the name is filled in", async () => {
    const answer = await rp.authorize(rp.agent(), { password: user.password }, { login_hint: user.username });

    expect(problemOf(answer)).toBeUndefined();
  });

  it("oidcc-id-token-hint", async () => {
    const agent = rp.agent();
    const first = await logIn(agent);
    const second = await logIn(agent, { prompt: "none", id_token_hint: first.tokens.id_token });

    expect(second.claims.sub).toBe(first.claims.sub);
  });

  it("oidcc-codereuse", async () => {
    const { answer } = await logIn(rp.agent());

    await expectError(await rp.exchangeOnce(answer), "invalid_grant");
  });

  it("oidcc-codereuse-30seconds: what the code has given is taken back", async () => {
    const { answer, tokens } = await logIn(rp.agent());
    expect((await rp.userinfo(tokens.access_token)).status).toBe(200);
    await query(
      system,
      "identity",
      "update artifacts set consumed_at = consumed_at - interval '30 s' where model = 'AuthorizationCode'",
    );

    await expectError(await rp.exchangeOnce(answer), "invalid_grant");
    expect((await rp.userinfo(tokens.access_token)).status).toBe(401);
  });

  it("oidcc-ensure-registered-redirect-uri", async () => {
    const answer = await rp.authorize(rp.agent(), user, { redirect_uri: "http://127.0.0.1:1/other" });

    expect(answer.page.url.origin).toBe(system.issuer);
    expect(answer.page.status).toBe(400);
    expect(answer.page.text).toContain("redirect_uri");
  });

  it("oidcc-ensure-post-request-succeeds", async () => {
    await logIn(rp.agent(), {}, "POST");
  });

  it("oidcc-server-client-secret-post", async () => {
    const poster = createRelyingParty(system.issuer, system.fetch, post);
    const { claims } = await logIn(poster.agent(), {}, "GET", poster);

    expect(claims.aud).toBe(post.clientId);
  });

  it("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", async () => {
    const request = new UnsecuredJWT({ nonce: "in-the-object" }).encode();
    const answer = await rp.authorize(rp.agent(), user, { request });

    expect(problemOf(answer)).toBe("request_not_supported");
  });

  it("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", async () => {
    const answer = await rp.authorize(rp.agent(), user, { request_uri: "https://rp.example/request.jwt" });

    expect(problemOf(answer)).toBe("request_uri_not_supported");
  });

  it("oidcc-ensure-request-object-with-redirect-uri", async () => {
    const request = new UnsecuredJWT({ redirect_uri: `${redirectUri}?foo=bar` }).encode();
    const answer = await rp.authorize(rp.agent(), user, { request });

    expect(problemOf(answer)).toBe("request_not_supported");
  });

  it("oidcc-claims-essential", async () => {
    const { tokens } = await logIn(rp.agent(), { claims: JSON.stringify({ userinfo: { name: { essential: true } } }) });

    expect(await json(await rp.userinfo(tokens.access_token))).toMatchObject({ name: profile.name });
  });

  it("oidcc-refresh-token", async () => {
    const { tokens, claims } = await logIn(rp.agent(), { scope: "openid offline_access", prompt: "consent" });
    const response = await rp.request({ grant_type: "refresh_token", refresh_token: String(tokens.refresh_token) });
    const refreshed = await json(response);
    expect(response.status).toBe(200);
    const again = await rp.claims({ id_token: String(refreshed.id_token) });

    expect(refreshed.access_token).not.toBe(tokens.access_token);
    expect(again).toMatchObject({ iss: claims.iss, sub: claims.sub, aud: claims.aud });
    expect((await rp.userinfo(String(refreshed.access_token))).status).toBe(200);
  });
});

/** The error that the client is told, or the one on the issuer's own page. */
function problemOf({ parameters, page }: Answer): string | undefined {
  const told = parameters.get("error");
  if (told !== null) return told;
  return parameters.has("code") ? undefined : `stuck at ${page.url.pathname} (${page.status}): ${page.html.innerText}`;
}

async function expectError(response: Response, error: string): Promise<void> {
  expect(await json(response)).toMatchObject({ error });
  expect(response.status).toBe(400);
}
