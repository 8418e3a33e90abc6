import { describe, expect, it } from "@jest/globals";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { createBrowser, type Visit } from "../../../test/browser.ts";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { CALLBACK, CART, createRelyingParty, MOVIES } from "../../../test/relying-party.ts";

const party = await createRelyingParty();
const users = [
  { username: "alice", password: "a1", roles: ["user"], claims: { name: "Alice", email: "alice@example.com" } },
  { username: "bob", password: "b1", roles: ["user", "admin"], claims: { name: "Bob" } },
];

async function open() {
  const identity = await startInMemoryIdentity({ clients: [party.registered], users });
  const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
  const rp = await party.at(identity.issuer, identity.fetch);
  return { identity, browser, rp, [Symbol.asyncDispose]: identity.drain };
}

const heading = ({ html }: Visit) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];
const alice = { username: "alice", password: "a1" };

describe("a login", () => {
  it("leads from the client by login and consent back to it, which gets tokens for each resource", async () => {
    await using opened = await open();
    const { browser, rp, identity } = opened;
    const begun = await rp.begin({ prompt: "consent" });
    const login = await browser.visit(begun.url);
    expect([login.status, heading(login)]).toEqual([200, "Log in"]);
    expect(login.html).toContain("<strong>Movies</strong>");
    const consent = await browser.submit(login, alice);
    expect(heading(consent)).toBe("Allow Movies?");
    expect(consent.html).toContain("<li>see your cart</li>");
    expect(consent.html).toContain("<li>act for you while you are not there</li>");
    const back = await browser.submit(consent);
    expect(back.url.href.startsWith(`${CALLBACK}?`)).toBe(true);
    expect(back.url.searchParams.get("iss")).toBe(identity.issuer);

    const tokens = await rp.finish(begun, back.url);
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: "ES256", typ: "at+jwt" });
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: MOVIES,
      scope: "movies.read",
      client_id: "movies-web",
      preferred_username: "alice",
      roles: ["user"],
    });
    const { sub, iat = 0, exp = 0 } = decodeJwt(tokens.access_token);
    expect(exp - iat).toBeLessThanOrEqual(600);
    expect(sub).toBe((await identity.ports.accounts.findByUsername("alice"))?.id);
    expect(decodeJwt(tokens.id_token ?? "")).toMatchObject({ sub, roles: ["user"] });

    const refreshed = await rp.refresh(tokens.refresh_token ?? "", CART);
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ aud: CART, scope: "cart.read", sub });
  });

  it("is remembered: the next client request asks nothing, until prompt=login does", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const consent = await browser.submit(await browser.visit((await rp.begin()).url), alice);
    await browser.submit(consent);
    const again = await browser.visit((await rp.begin()).url);
    expect(again.url.searchParams.has("code")).toBe(true);
    expect(heading(await browser.visit((await rp.begin({ prompt: "login" })).url))).toBe("Log in");
    const none = await browser.visit((await rp.begin({ prompt: "none" })).url);
    expect(none.url.searchParams.has("code")).toBe(true);
  });

  it("ends with the browser unless it shall be remembered", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    await browser.submit(await browser.visit((await rp.begin()).url), alice);
    expect(browser.cookies.get("identity_session /")?.lasting).toBe(false);
    const other = createBrowser({ issuer: opened.identity.issuer, address: () => opened.identity.address });
    await other.submit(await other.visit((await rp.begin()).url), { ...alice, remember: "on" });
    expect(other.cookies.get("identity_session /")?.lasting).toBe(true);
  });

  it("does not offer a session id of before the login afterwards", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const login = await browser.visit((await rp.begin()).url);
    const before = browser.cookies.get("identity_session /")?.value;
    await browser.submit(login, alice);
    expect(browser.cookies.get("identity_session /")?.value).not.toBe(before);
  });

  it.each([
    ["a wrong password", { username: "alice", password: "s3cret" }, 422, "There is no such user with this password."],
    ["an unknown user", { username: "carol", password: "s3cret" }, 422, "There is no such user with this password."],
    ["no password", { username: "alice", password: "" }, 422, "Enter your password."],
    ["no username", { username: "", password: "s3cret" }, 422, "Enter your username."],
  ])(
    "with %s is asked again, with what is wrong above the form and no password in it",
    async (_, typed, status, said) => {
      await using opened = await open();
      const { browser, rp } = opened;
      const login = await browser.visit((await rp.begin()).url);
      const again = await browser.submit(login, typed);
      expect(again.status).toBe(status);
      expect(again.html).toMatch(new RegExp(`role="alert".*${said}`, "s"));
      expect(again.html).not.toContain("s3cret");
      expect(heading(await browser.submit(again, alice))).toBe("Allow Movies?");
    },
  );

  it("is throttled with 429 and Retry-After, and the right password does not help", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    let page = await browser.visit((await rp.begin()).url);
    for (let i = 0; i < 10; i++) page = await browser.submit(page, { username: "alice", password: "no" });
    expect(page.status).toBe(422);
    page = await browser.submit(page, alice);
    expect([page.status, Number(page.headers["retry-after"]) > 0]).toEqual([429, true]);
    expect(page.html).toContain("There were too many attempts. Try again in 15 minutes.");
  });

  it("that is refused is logged by the account, since what else was typed may be a password", async () => {
    await using opened = await open();
    const { browser, identity } = opened;
    const login = await browser.visit("/account/login");
    await browser.submit(login, { username: "my-passw0rd", password: "alice" });
    await browser.submit(login, { username: "Alice", password: "no" });
    const lines = identity.lines.filter(({ event }) => event === "login.failed");
    expect(lines.map(({ username }) => username)).toEqual([undefined, "alice"]);
    expect(JSON.stringify(identity.lines)).not.toContain("my-passw0rd");
  });

  it("can be cancelled at either step, and the client is told so", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const login = await browser.visit((await rp.begin()).url);
    const cancelled = await browser.submit(login, { cancel: "yes" });
    expect(cancelled.url.searchParams.get("error")).toBe("access_denied");
    const consent = await browser.submit(await browser.visit((await rp.begin()).url), alice);
    const refused = await browser.submit(consent, { cancel: "yes" });
    expect(refused.url.searchParams.get("error")).toBe("access_denied");
  });

  it("goes on in two tabs of one browser", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const [first, second] = [await browser.visit((await rp.begin()).url), await browser.visit((await rp.begin()).url)];
    const done = await browser.submit(await browser.submit(first, alice));
    expect(done.url.searchParams.has("code")).toBe(true);
    const other = await browser.submit(second, alice);
    expect(other.url.searchParams.has("code")).toBe(true);
  });

  it("is no other login, and no consent, whatever address its cookie is sent to", async () => {
    await using opened = await open();
    const { browser, rp, identity } = opened;
    const [first, second] = [await browser.visit((await rp.begin()).url), await browser.visit((await rp.begin()).url)];
    const cookie = browser.cookieHeader(first.url.pathname);
    const sent = { method: "POST", body: "username=alice&password=a1" };
    const headers = { cookie, origin: identity.issuer, "content-type": "application/x-www-form-urlencoded" };
    for (const path of [second.url.pathname, first.url.pathname.replace("/account/login", "/consent")]) {
      expect(await identity.ask(path, { ...sent, headers })).toMatchObject({ status: 400 });
    }
    expect(await identity.ask(first.url.pathname, { ...sent, headers })).toMatchObject({ status: 303 });
  });

  it("cannot be finished in another browser", async () => {
    await using opened = await open();
    const { browser, rp, identity } = opened;
    const login = await browser.visit((await rp.begin()).url);
    const thief = createBrowser({ issuer: identity.issuer, address: () => identity.address });
    const stolen = await thief.visit(login.url);
    expect([stolen.status, heading(stolen)]).toEqual([400, "This login has ended"]);
    const posted = await thief.submit({ ...login }, alice);
    expect(posted.status).toBe(400);
  });
});

describe("forms", () => {
  it.each([
    ["of another site", { origin: "https://evil.example" }],
    ["of who knows where", {}],
    ["that a browser calls cross-site", { origin: "http://issuer.test:5005", "sec-fetch-site": "cross-site" }],
  ])("%s are refused, whatever they hold", async (_, headers) => {
    await using opened = await open();
    const { status, body } = await opened.identity.ask("/account/login", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: "username=alice&password=a1",
    });
    expect(status).toBe(403);
    expect(body).toContain("not sent from a page of this site");
  });

  it("are answered with 303, and may lead to the client that waits, and no other site", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const login = await browser.visit((await rp.begin()).url);
    expect(login.headers["content-security-policy"]).toContain("form-action 'self' https://movies.example;");
    expect(login.headers["content-security-policy"]).not.toContain("script-src");
    const consent = await browser.submit(login, alice);
    const back = await browser.submit(consent);
    expect(back.status).toBe(303);
  });
});

describe("an authorization request", () => {
  it("without PKCE is refused, also of a client that proves itself", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const begun = await rp.begin({ code_challenge: "", code_challenge_method: "" });
    const { url } = await browser.visit(begun.url);
    expect([url.origin + url.pathname, url.searchParams.get("error")]).toEqual([CALLBACK, "invalid_request"]);
  });

  it.each([
    ["plain PKCE", { code_challenge_method: "plain" }, "invalid_request"],
    ["an implicit response", { response_type: "id_token" }, "unsupported_response_type"],
    ["a request object", { request: "e30.e30." }, "request_not_supported"],
    ["a request URI", { request_uri: "https://evil.example/x" }, "request_uri_not_supported"],
    ["an unknown resource", { resource: "urn:hexmart:nope" }, "invalid_target"],
    ["prompt=none while nobody is logged in", { prompt: "none" }, "login_required"],
  ])("with %s is refused, and the client told", async (_, change, error) => {
    await using opened = await open();
    const { browser, rp } = opened;
    const { url } = await browser.visit((await rp.begin(change)).url);
    const told = new URLSearchParams(url.search || url.hash.slice(1));
    expect([url.origin + url.pathname, told.get("error")]).toEqual([CALLBACK, error]);
  });

  it.each([
    ["another redirect URI", { redirect_uri: "https://evil.example/" }],
    ["a longer redirect URI", { redirect_uri: `${CALLBACK}/more` }],
    ["an unknown client", { client_id: "evil" }],
    ["no client", { client_id: "" }],
  ])("with %s is answered with a page, and nobody is redirected", async (_, change) => {
    await using opened = await open();
    const { browser, rp } = opened;
    const page = await browser.visit((await rp.begin(change)).url);
    expect([page.status, heading(page), page.headers.location]).toEqual([400, "This did not work", undefined]);
    // To the client that is registered, if there is one, and never to where the request says.
    const wayOn = "client_id" in change ? "/grants" : "https://movies.example/";
    expect(page.html).toContain(`<a href="${wayOn}">`);
    expect(page.html).not.toContain('href="https://evil');
  });

  it("may be sent as a form", async () => {
    await using opened = await open();
    const { browser, rp, identity } = opened;
    const { url } = await rp.begin();
    const answer = await identity.ask("/connect/authorize", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://movies.example" },
      body: url.searchParams.toString(),
    });
    expect(answer.status).toBe(303);
    expect(heading(await browser.visit(String(answer.headers.location)))).toBe("Log in");
  });

  it("may have its answer sent as a form, which a button submits since no script may", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const asked = { response_mode: "form_post", state: "a&\"b'<c>" };
    const consent = await browser.submit(await browser.visit((await rp.begin(asked)).url), alice);
    const afterLogin = await browser.submit(consent);
    const loggedIn = await browser.visit((await rp.begin(asked)).url);
    for (const page of [afterLogin, loggedIn]) {
      expect(page.html).toMatch(/<form method="post" action="https:\/\/movies.example\/signin-oidc">.*name="code"/s);
      expect(page.html).toContain('name="state" value="a&amp;&quot;b&#39;&lt;c&gt;"');
      expect(page.html).not.toContain("<script");
      expect(page.headers["content-security-policy"]).toContain("form-action 'self' https://movies.example;");
    }
    const refused = await browser.visit((await rp.begin({ ...asked, prompt: "none", max_age: "0" })).url);
    expect(refused.html).toMatch(/name="error" value="login_required"/);
  });

  it("may be pushed before (RFC 9126)", async () => {
    await using opened = await open();
    const { browser, rp } = opened;
    const begun = await rp.begin();
    const { request_uri } = await rp.push(begun.url);
    const login = await browser.visit(`/connect/authorize?client_id=movies-web&request_uri=${request_uri}`);
    const back = await browser.submit(await browser.submit(login, alice));
    expect((await rp.finish(begun, back.url)).token_type).toBe("bearer");
  });
});
