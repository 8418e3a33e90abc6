import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import { setPassword } from "#app/administer-users.ts";
import type { Client } from "#domain/client.ts";
import { createBrowser, type Visit } from "../../../test/browser.ts";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { createRelyingParty } from "../../../test/relying-party.ts";

const users = [
  { username: "alice", password: "a1", roles: ["user"], claims: { name: "Alice" } },
  { username: "bob", password: "b1", roles: ["user", "admin"], claims: {} },
];
const heading = ({ html }: Visit) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];
/** The links in what a page says, without those of its frame. */
const links = ({ html }: Visit) =>
  [...(/<main.*<\/main>/s.exec(html)?.[0].matchAll(/<a href="([^"]*)">/g) ?? [])].map(([, href]) => href);
const LOGGED_OUT = "https://movies.example/signout-callback-oidc";

/** An identity at which alice has logged in for a client. */
async function openLoggedIn(change: Partial<Client> = {}, others: readonly Client[] = []) {
  const party = await createRelyingParty(change);
  const identity = await startInMemoryIdentity({ clients: [party.registered, ...others], users });
  const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
  const rp = await party.at(identity.issuer, identity.fetch);
  const begun = await rp.begin();
  const consent = await browser.submit(await browser.visit(begun.url), { username: "alice", password: "a1" });
  const tokens = await rp.finish(begun, (await browser.submit(consent)).url);
  return { identity, browser, rp, tokens, [Symbol.asyncDispose]: identity.drain };
}

describe("logging out", () => {
  it("asks first, ends the login and what belongs to it, and leads back to the client", async () => {
    await using opened = await openLoggedIn();
    const { browser, rp, tokens } = opened;
    const hint = tokens.id_token ?? "";
    const parameters = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: LOGGED_OUT, state: "s" });
    const asked = await browser.visit(`/connect/endsession?${parameters}`);
    expect(heading(asked)).toBe("Log out?");
    expect(asked.headers["content-security-policy"]).toContain("form-action 'self' https://movies.example;");
    const back = await browser.submit(asked, { logout: "yes" });
    expect([back.status, back.url.href]).toEqual([303, `${LOGGED_OUT}?state=s`]);
    expect(heading(await browser.visit((await rp.begin()).url))).toBe("Log in");
    await expect(rp.refresh(tokens.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("by a link alone does nothing: a fault of the original", async () => {
    await using opened = await openLoggedIn();
    const { browser, rp } = opened;
    await browser.visit("/connect/endsession");
    expect((await browser.visit((await rp.begin()).url)).url.searchParams.has("code")).toBe(true);
  });

  it("can be thought better of", async () => {
    await using opened = await openLoggedIn();
    const { browser } = opened;
    await browser.submit(await browser.visit("/account/logout"));
    expect(heading(await browser.visit("/grants"))).toBe("What you have allowed");
  });

  it("does not lead to a site that is not registered", async () => {
    await using opened = await openLoggedIn();
    const { browser, tokens } = opened;
    const parameters = { id_token_hint: tokens.id_token ?? "", post_logout_redirect_uri: "https://evil.example/" };
    const page = await browser.visit(`/connect/endsession?${new URLSearchParams(parameters)}`);
    expect([page.status, heading(page), links(page)]).toEqual([400, "This did not work", ["https://movies.example/"]]);
  });

  it("ends on a page, where no client is to be gone back to, with a way on", async () => {
    await using opened = await openLoggedIn();
    const { browser } = opened;
    const page = await browser.submit(await browser.visit("/account/logout"), { logout: "yes" });
    expect([page.status, heading(page), links(page)]).toEqual([200, "You are logged out", ["/account/login"]]);
  });

  it("of nobody goes on by a button, since no script may", async () => {
    await using identity = await startInMemoryIdentity();
    const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
    const page = await browser.visit("/connect/endsession");
    expect(page.html).not.toContain("<script");
    expect(heading(await browser.submit(page))).toBe("You are logged out");
  });

  it("tells the client over the back channel, by a token that it can verify", async () => {
    const told = Promise.withResolvers<string>();
    const client = createServer(async (request, response) => {
      told.resolve(await text(request));
      response.end();
    });
    await new Promise<void>((resolve) => client.listen(0, "127.0.0.1", resolve));
    await using _ = { [Symbol.asyncDispose]: async () => void client.close() };
    const { port } = client.address() as AddressInfo;
    await using opened = await openLoggedIn({ backchannelLogoutUri: `http://127.0.0.1:${port}/backchannel-logout` });
    const { browser, identity, tokens } = opened;
    await browser.submit(await browser.visit("/account/logout"), { logout: "yes" });

    const token = new URLSearchParams(await told.promise).get("logout_token") ?? "";
    const published = await identity.fetch(`${identity.issuer}/.well-known/openid-configuration/jwks`);
    await jwtVerify(token, createLocalJWKSet((await published.json()) as JSONWebKeySet), { typ: "logout+jwt" });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ iss: identity.issuer, aud: "movies-web", sub: decodeJwt(tokens.access_token).sub });
    expect(claims.sid).toEqual(expect.any(String));
    expect(claims.sid).toBe(decodeJwt(tokens.id_token ?? "").sid);
    expect(claims.events).toEqual({ "http://schemas.openid.net/event/backchannel-logout": {} });
  });
});

describe("somebody else", () => {
  it("who logs in on the same browser is a new login: the first one's is ended before", async () => {
    await using opened = await openLoggedIn();
    const { browser, rp, identity } = opened;
    const begun = await rp.begin({ prompt: "login" });
    const asked = await browser.submit(await browser.visit(begun.url), { username: "bob", password: "b1" });
    expect(asked.html).toContain("Somebody else was logged in here.");
    const consent = await browser.submit(asked);
    const tokens = await rp.finish(begun, (await browser.submit(consent)).url);
    const bob = await identity.ports.accounts.findByUsername("bob");
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: bob?.id, roles: ["user", "admin"] });
  });
});

describe("logging in again", () => {
  it("leaves nothing of the login of before, whose cookie somebody else may have", async () => {
    await using opened = await openLoggedIn();
    const { browser, identity, rp } = opened;
    const thief = createBrowser({ issuer: identity.issuer, address: () => identity.address });
    for (const [name, cookie] of browser.cookies) thief.cookies.set(name, cookie);
    expect((await thief.visit((await rp.begin()).url)).url.searchParams.has("code")).toBe(true);
    await browser.submit(await browser.visit("/account/login"), { username: "bob", password: "b1" });
    expect(heading(await thief.visit((await rp.begin()).url))).toBe("Log in");
  });
});

describe("a disabled account", () => {
  it("can neither go on with its login nor refresh its tokens", async () => {
    await using opened = await openLoggedIn();
    const { browser, rp, tokens, identity } = opened;
    const account = await identity.ports.accounts.findByUsername("alice");
    await identity.ports.accounts.setDisabled(account?.id ?? "", true);
    await expect(rp.refresh(tokens.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
    const page = await browser.visit((await rp.begin()).url);
    expect(heading(page)).toBe("Log in");
    const refused = await browser.submit(page, { username: "alice", password: "a1" });
    expect([refused.status, refused.html]).toEqual([403, expect.stringContaining("This account is disabled.")]);
    expect(heading(await browser.visit("/grants"))).toBe("Log in");
  });
});

describe("the grants page", () => {
  it("asks who has not logged in to do so, then shows what was allowed, and takes it back", async () => {
    await using opened = await openLoggedIn();
    const { rp, tokens, identity } = opened;
    const other = createBrowser({ issuer: identity.issuer, address: () => identity.address });
    const login = await other.visit("/grants");
    expect([heading(login), login.url.pathname]).toEqual(["Log in", "/account/login"]);
    const grants = await other.submit(login, { username: "alice", password: "a1" });
    expect(grants.html).toMatch(/<h2[^>]*>Movies<\/h2>.*<li>see your cart<\/li>/s);
    const empty = await other.submit(grants);
    expect(empty.html).toContain("You have not allowed any application anything.");
    await expect(rp.refresh(tokens.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
    expect(heading(await opened.browser.visit((await rp.begin()).url))).toBe("Allow Movies?");
  });

  it("takes back nothing of somebody else's", async () => {
    await using opened = await openLoggedIn();
    const { rp, tokens, browser, identity } = opened;
    const id = /name="grant" value="([^"]+)"/.exec((await browser.visit("/grants")).html)?.[1] ?? "";
    const other = createBrowser({ issuer: identity.issuer, address: () => identity.address });
    await other.submit(await other.visit("/grants"), { username: "bob", password: "b1" });
    const form = '<form method="post" action="/grants"></form>';
    await other.submit(
      { url: new URL("/grants", identity.issuer), status: 200, headers: {}, html: form },
      { grant: id },
    );
    expect((await rp.refresh(tokens.refresh_token ?? "")).token_type).toBe("bearer");
  });
});

describe("tokens", () => {
  it("that refresh can be looked at and taken back by their client", async () => {
    await using opened = await openLoggedIn();
    const { rp, tokens } = opened;
    const token = tokens.refresh_token ?? "";
    expect(await rp.introspect(token)).toMatchObject({ active: true, client_id: "movies-web" });
    await rp.revoke(token);
    expect(await rp.introspect(token)).toEqual({ active: false });
    await expect(rp.refresh(token)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("of one client are nothing that another could look at, take back or use", async () => {
    const thief = await createRelyingParty({ clientId: "thief" });
    await using opened = await openLoggedIn({}, [thief.registered]);
    const { identity, browser, rp, tokens } = opened;
    const other = await thief.at(identity.issuer, identity.fetch);
    const token = tokens.refresh_token ?? "";
    expect(await other.introspect(token)).toEqual({ active: false });
    await other.revoke(token);
    await expect(other.refresh(token)).rejects.toMatchObject({ error: "invalid_grant" });
    const begun = await rp.begin();
    const { url } = await browser.visit(begun.url);
    await expect(other.finish(begun, url)).rejects.toMatchObject({ error: "invalid_grant" });
    expect(await rp.introspect(token)).toMatchObject({ active: true });
    expect((await rp.refresh(token)).token_type).toBe("bearer");
  });

  it("and codes, cookies and passwords are in no line of the log", async () => {
    await using opened = await openLoggedIn();
    const { browser, identity, tokens } = opened;
    await browser.submit(await browser.visit("/account/logout"), { logout: "yes" });
    const lines = JSON.stringify(identity.lines);
    const secrets = [
      tokens.access_token,
      tokens.refresh_token,
      tokens.id_token,
      ...[...browser.cookies.values()].map(({ value }) => value),
    ];
    for (const secret of secrets) expect(lines).not.toContain(secret);
    const events = identity.lines.map((line) => (line as { event?: string }).event);
    expect(events).toEqual(
      expect.arrayContaining(["login.succeeded", "consent.granted", "token.issued", "logout.succeeded"]),
    );
    const login = { event: "login.succeeded", username: "alice", clientId: "movies-web" };
    expect(identity.lines).toContainEqual(expect.objectContaining(login));
    const logout = { event: "logout.succeeded", username: "alice" };
    expect(identity.lines).toContainEqual(expect.objectContaining(logout));
  });
});

describe("a new password", () => {
  it("ends every login, one that a request is using and one that was not taken up yet", async () => {
    await using opened = await openLoggedIn();
    const { browser, rp, identity } = opened;
    const change = () => setPassword({ ...identity.ports }, "alice", "another passw0rd");
    const other = createBrowser({ issuer: identity.issuer, address: () => identity.address });
    const login = await other.visit((await rp.begin()).url);
    const headers = { origin: identity.issuer, cookie: other.cookieHeader(login.url.pathname) };
    const made = await identity.ask(login.url.pathname, {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: "username=alice&password=a1",
    });
    expect(made.status).toBe(303);

    const { find } = identity.ports.artifacts;
    identity.ports.artifacts.find = async (key) => {
      const found = await find(key);
      if (key.model === "Session" && found) await change();
      return found;
    };
    await browser.visit((await rp.begin()).url);
    identity.ports.artifacts.find = find;
    expect(heading(await browser.visit("/grants"))).toBe("Log in");
    expect((await other.visit(String(made.headers.location))).status).toBe(400);
  });
});
