import { describe, expect, it } from "@jest/globals";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { createBrowser, type Visit } from "../../../test/browser.ts";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { CALLBACK, createRelyingParty } from "../../../test/relying-party.ts";

const claims = {
  name: "Alice Smith",
  given_name: "Alice",
  website: "https://alice.example",
  email: "alice@example.com",
  email_verified: true,
  phone_number: "+49 6221 1",
  phone_number_verified: false,
  address: { locality: "Heidelberg", country: "Germany" },
};
const users = [{ username: "alice", password: "a1", roles: ["user", "admin"], claims }];
const alice = { username: "alice", password: "a1" };
const heading = ({ html }: Visit) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];
/** An access token for userinfo is one for no resource. */
const PLAIN = { resource: "", scope: "openid" };

async function open() {
  const party = await createRelyingParty();
  const identity = await startInMemoryIdentity({ clients: [party.registered], users });
  const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
  const rp = await party.at(identity.issuer, identity.fetch);
  /** Logs in, or goes through as who has, and gets tokens. */
  async function run(parameters: Readonly<Record<string, string>> = {}) {
    const begun = await rp.begin({ ...PLAIN, ...parameters });
    let page = await browser.visit(begun.url);
    const shown: string[] = [];
    while (page.url.origin !== new URL(CALLBACK).origin) {
      shown.push(heading(page) ?? "");
      page = await browser.submit(page, shown.at(-1) === "Log in" ? alice : {});
    }
    const tokens = page.url.searchParams.has("code") ? await rp.finish(begun, page.url, "") : undefined;
    return { shown, callback: page.url, tokens, idToken: tokens?.id_token ? decodeJwt(tokens.id_token) : {}, begun };
  }
  async function userinfo(token = "", asked: object = {}) {
    const answer = await identity.ask("/connect/userinfo", { headers: { authorization: `Bearer ${token}` }, ...asked });
    return { status: answer.status, claims: answer.body ? JSON.parse(answer.body) : {} };
  }
  return { identity, browser, rp, run, userinfo, [Symbol.asyncDispose]: identity.drain };
}

describe("OpenID Connect's basic profile, by the certification suite's modules", () => {
  it("oidcc-server", async () => {
    await using opened = await open();
    const { tokens, idToken, callback } = await opened.run();
    expect(tokens?.token_type).toBe("bearer");
    expect(idToken).toMatchObject({ iss: opened.identity.issuer, aud: "movies-web", nonce: expect.any(String) });
    expect(callback.searchParams.get("iss")).toBe(opened.identity.issuer);
  });

  it("oidcc-response-type-missing", async () => {
    await using opened = await open();
    const { callback } = await opened.run({ response_type: "" });
    expect(callback.searchParams.get("error")).toBe("invalid_request");
  });

  it("oidcc-idtoken-signature", async () => {
    await using opened = await open();
    const { tokens } = await opened.run();
    expect(decodeProtectedHeader(tokens?.id_token ?? "")).toMatchObject({ alg: "ES256", kid: expect.any(String) });
  });

  it.each(["get", "post-header", "post-body"])("oidcc-userinfo-%s", async (way) => {
    await using opened = await open();
    const token = (await opened.run({ scope: "openid email" })).tokens?.access_token;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const asked = {
      get: {},
      "post-header": { method: "POST", headers: { authorization: `Bearer ${token}`, ...form } },
      "post-body": { method: "POST", headers: form, body: `access_token=${token}` },
    }[way];
    const { status, claims: told } = await opened.userinfo(token, asked);
    expect([status, told.email, typeof told.sub]).toEqual([200, "alice@example.com", "string"]);
  });

  it("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", async () => {
    await using opened = await open();
    const begun = await opened.rp.begin({ ...PLAIN, nonce: "" });
    const page = await opened.browser.submit(await opened.browser.visit(begun.url), alice);
    expect((await opened.browser.submit(page)).url.searchParams.has("code")).toBe(true);
  });

  it.each([
    [
      "profile",
      { name: "Alice Smith", given_name: "Alice", website: "https://alice.example", preferred_username: "alice" },
    ],
    ["email", { email: "alice@example.com", email_verified: true }],
    ["address", { address: { locality: "Heidelberg", country: "Germany" } }],
    ["phone", { phone_number: "+49 6221 1", phone_number_verified: false }],
    ["roles", { roles: ["user", "admin"] }],
  ])("oidcc-scope-%s", async (scope, told) => {
    await using opened = await open();
    const { tokens, idToken } = await opened.run({ scope: `openid ${scope}` });
    expect((await opened.userinfo(tokens?.access_token)).claims).toEqual({ sub: idToken.sub, ...told });
  });

  it.each(["openid profile email address phone", "phone email openid address profile"])(
    "oidcc-scope-all, oidcc-ensure-other-scope-order-succeeds: %s",
    async (scope) => {
      await using opened = await open();
      const { tokens, idToken } = await opened.run({ scope });
      const { claims: told } = await opened.userinfo(tokens?.access_token);
      expect(told).toEqual({ sub: idToken.sub, preferred_username: "alice", ...claims });
    },
  );

  it.each([
    ["oidcc-display-page", { display: "page" }],
    ["oidcc-display-popup", { display: "popup" }],
    ["oidcc-ensure-request-with-unknown-parameter-succeeds", { extra: "foobar" }],
    ["oidcc-ui-locales", { ui_locales: "se" }],
    ["oidcc-claims-locales", { claims_locales: "se" }],
    ["oidcc-ensure-request-with-acr-values-succeeds", { acr_values: "1 2" }],
    ["oidcc-prompt-none-logged-in", { prompt: "none" }],
    ["oidcc-max-age-10000", { max_age: "10000" }],
  ])("%s", async (_, change) => {
    await using opened = await open();
    const first = await opened.run();
    const { tokens, shown, idToken } = await opened.run(change);
    expect([typeof tokens?.access_token, shown, idToken.sub]).toEqual(["string", [], first.idToken.sub]);
  });

  it("oidcc-max-age-1", async () => {
    await using opened = await open();
    const first = await opened.run({ max_age: "10000" });
    const { shown, idToken } = await opened.run({ max_age: "0" }); // any login is older than that
    expect(shown).toEqual(["Log in"]);
    expect(Number(idToken.auth_time)).toBeGreaterThanOrEqual(Number(first.idToken.auth_time));
  });

  it("oidcc-prompt-login", async () => {
    await using opened = await open();
    await opened.run();
    expect((await opened.run({ prompt: "login" })).shown).toEqual(["Log in"]);
  });

  it("oidcc-prompt-none-not-logged-in", async () => {
    await using opened = await open();
    expect((await opened.run({ prompt: "none" })).callback.searchParams.get("error")).toBe("login_required");
  });

  it("oidcc-id-token-hint", async () => {
    await using opened = await open();
    const { tokens, idToken } = await opened.run();
    const again = await opened.run({ prompt: "none", id_token_hint: tokens?.id_token ?? "" });
    expect(again.idToken.sub).toBe(idToken.sub);
  });

  it("oidcc-login-hint", async () => {
    await using opened = await open();
    const login = await opened.browser.visit((await opened.rp.begin({ login_hint: "alice" })).url);
    expect(login.html).toContain('value="alice"');
  });

  it("oidcc-codereuse", async () => {
    await using opened = await open();
    const { begun, callback, tokens } = await opened.run();
    await expect(opened.rp.finish(begun, callback, "")).rejects.toMatchObject({ error: "invalid_grant" });
    expect((await opened.userinfo(tokens?.access_token)).status).toBe(401);
  });

  it("oidcc-ensure-registered-redirect-uri", async () => {
    await using opened = await open();
    const page = await opened.browser.visit((await opened.rp.begin({ redirect_uri: "https://evil.example/" })).url);
    expect([page.status, page.url.host]).toEqual([400, opened.identity.host]);
  });

  it.each([
    [
      "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
      { request: "e30.e30." },
      "request_not_supported",
    ],
    [
      "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
      { request_uri: "https://a.example/r" },
      "request_uri_not_supported",
    ],
    ["oidcc-ensure-request-object-with-redirect-uri", { request: "e30.e30.e30" }, "request_not_supported"],
  ])("%s", async (_, change, error) => {
    await using opened = await open();
    expect((await opened.run(change)).callback.searchParams.get("error")).toBe(error);
  });

  it("oidcc-claims-essential", async () => {
    await using opened = await open();
    const { tokens } = await opened.run({ claims: JSON.stringify({ userinfo: { name: { essential: true } } }) });
    expect((await opened.userinfo(tokens?.access_token)).claims).toMatchObject({ name: "Alice Smith" });
  });

  it("oidcc-refresh-token", async () => {
    await using opened = await open();
    const { tokens, idToken } = await opened.run({ scope: "openid offline_access", prompt: "consent" });
    const refreshed = await opened.rp.refresh(tokens?.refresh_token ?? "", "");
    expect(decodeJwt(refreshed.id_token ?? "")).toMatchObject({ sub: idToken.sub, iss: idToken.iss, aud: idToken.aud });
  });
});
