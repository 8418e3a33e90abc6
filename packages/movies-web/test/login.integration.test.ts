import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { accounts } from "./accounts.ts";
import { fromIssuer, hiddenOf, openBrowser, pathOf } from "./browser.ts";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};
const SESSION = "movies_web_session";
const open = () => openBrowser(site.address);
const loggedIn = async () => {
  const browser = open();
  await browser.logIn("/movies");
  return browser;
};

describe("logging in", () => {
  it("asks for a code with PKCE, state and nonce, for each resource", async () => {
    const { status, location, headers } = await open().get("/login");
    expect(status).toBe(303);
    const { searchParams } = new URL(location);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: "movies-web",
      response_type: "code",
      redirect_uri: "http://site.test/signin-oidc",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(searchParams.getAll("resource")).toEqual([
      "urn:hexmart:movies-api",
      "urn:hexmart:product",
      "urn:hexmart:shopping-cart",
    ]);
    expect(headers.getSetCookie().join()).toMatch(/movies_web_login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax/);
  });

  it("leads to where the person was, and shows who they are", async () => {
    const browser = open();
    const wanted = await browser.get("/movies?genre=Crime");
    expect(wanted).toMatchObject({ status: 303, location: "/login?return_to=%2Fmovies%3Fgenre%3DCrime" });
    const back = await browser.logIn("/movies?genre=Crime");
    expect(back).toMatchObject({ status: 303, location: "/movies?genre=Crime" });
    expect((await browser.get(back.location)).text).toMatch(/Alice Smith[\s\S]*The Godfather/);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "",
  ])("never leads to %j, which is no path of this site", async (returnTo) => {
    expect((await open().logIn(returnTo)).location).toBe("/");
  });

  it("gives the browser a new session id, whatever it brought along", async () => {
    const browser = open();
    const fixed = "A".repeat(43);
    browser.cookies.set(SESSION, fixed);
    await browser.logIn();
    const first = browser.cookies.get(SESSION);
    expect(first).not.toBe(fixed);

    browser.cookies.delete(SESSION);
    await browser.get("/");
    browser.cookies.set(SESSION, first ?? "");
    const { location } = await openBrowser(site.address).get("/login");
    expect(location).toContain("/authorize");

    // Logging in once more ends the session before.
    const begun = open();
    const url = (await begun.get("/login")).location;
    begun.cookies.set(SESSION, first ?? "");
    await begun.comeBack(await fromIssuer(url));
    expect(begun.cookies.get(SESSION)).not.toBe(first);
    expect((await browser.get("/movies")).status).toBe(303);
  });

  it("keeps neither the session id nor a token where a browser, a page or the log shows them", async () => {
    const browser = await loggedIn();
    const secret = browser.cookies.get(SESSION) ?? "";
    const pages = await Promise.all(["/", "/movies", "/products", "/cart", "/admin"].map((path) => browser.get(path)));
    const log = JSON.stringify(site.logger.lines);
    const html = pages.map(({ text }) => text).join();
    for (const hidden of [secret, ...site.identity.seen.tokens]) {
      expect(html).not.toContain(hidden);
      expect(log).not.toContain(hidden);
    }
    expect([...browser.cookies.values()].join()).not.toMatch(/eyJ|refresh-/);
  });
});

describe("an answer of the issuer", () => {
  const begin = async () => {
    const browser = open();
    const { location } = await browser.get("/login");
    return { browser, answer: await fromIssuer(location) };
  };
  const changed = (url: string, change: (params: URLSearchParams) => void) => {
    const { searchParams } = new URL(url);
    change(searchParams);
    return `/signin-oidc?${searchParams}`;
  };
  const refused = { status: 400, text: expect.stringContaining("The login failed") };

  it.each<[string, (params: URLSearchParams) => void]>([
    ["with another state", (params) => params.set("state", "x".repeat(43))],
    ["without a state", (params) => params.delete("state")],
    ["without iss", (params) => params.delete("iss")],
    ["with the iss of another issuer", (params) => params.set("iss", "https://evil.example")],
    ["with two codes", (params) => params.append("code", "another")],
    ["with another code", (params) => params.set("code", "stolen")],
    ["without a code", (params) => params.delete("code")],
  ])("%s logs nobody in", async (_name, change) => {
    const { browser, answer } = await begin();
    expect(await browser.comeBack(changed(answer, change))).toMatchObject(refused);
    expect(browser.cookies.has(SESSION)).toBe(false);
  });

  it("counts once, even when it fails", async () => {
    const { browser, answer } = await begin();
    expect((await browser.comeBack(answer)).status).toBe(303);
    expect(await browser.comeBack(answer)).toMatchObject(refused);

    const second = await begin();
    await second.browser.comeBack(changed(second.answer, (params) => params.delete("iss")));
    expect(await second.browser.comeBack(second.answer)).toMatchObject(refused);
  });

  it("counts for one of 12 that come at once", async () => {
    const { browser, answer } = await begin();
    const answers = await Promise.all(Array.from({ length: 12 }, () => browser.comeBack(answer)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  it("counts in no other browser than the one that began", async () => {
    const { answer } = await begin();
    expect(await open().comeBack(answer)).toMatchObject(refused);
    const other = open();
    await other.get("/login");
    expect(await other.comeBack(answer)).toMatchObject(refused);
  });

  it("counts in each of two tabs", async () => {
    const { browser, answer } = await begin();
    const second = await fromIssuer((await browser.get("/login")).location);
    expect((await browser.comeBack(answer)).status).toBe(303);
    expect((await browser.comeBack(second)).status).toBe(303);
  });

  it("that is a no is a page that says so", async () => {
    const { browser, answer } = await begin();
    const no = changed(answer, (params) => {
      params.delete("code");
      params.set("error", "access_denied");
    });
    const offered = expect.stringMatching(/did not allow[\s\S]*href="\/login">Log in<[\s\S]*<\/main>/);
    expect(await browser.comeBack(no)).toMatchObject({ ...refused, text: offered });
  });

  it.each<[string, object]>([
    ["for another nonce", { nonce: "another" }],
    ["for another client", { aud: "another" }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["of long ago", { iat: 1_000, exp: 2_000 }],
  ])("with an ID token %s logs nobody in", async (_name, claims) => {
    const { browser, answer } = await begin();
    site.identity.state.idToken = { ...claims };
    try {
      expect(await browser.comeBack(answer)).toMatchObject(refused);
    } finally {
      site.identity.state.idToken = {};
    }
  });
});

describe("a session", () => {
  it("is over when nobody uses it, and when it is old", async () => {
    await using short = await openSite({ idleSeconds: 600, lifetimeSeconds: 1_000 });
    const browser = openBrowser(short.address);
    await browser.logIn();
    short.clock.aheadMs = 500_000;
    expect((await browser.get("/movies")).status).toBe(200);
    short.clock.aheadMs = 990_000;
    expect((await browser.get("/movies")).status).toBe(200);
    short.clock.aheadMs = 1_001_000;
    expect((await browser.get("/movies")).location).toMatch(/^\/login/);

    await browser.logIn();
    short.clock.aheadMs += 601_000;
    expect((await browser.get("/movies")).location).toMatch(/^\/login/);
  });

  it("is bound to the host on https", async () => {
    await using secure = await openSite({ origin: "https://site.test" });
    const browser = openBrowser(secure.address);
    await browser.get("/login");
    await browser.logIn();
    expect([...browser.cookies.keys()].sort()).toEqual(["__Host-movies_web_login", "__Host-movies_web_session"]);
    const { headers } = await openBrowser(secure.address).get("/login");
    expect(headers.getSetCookie().join()).toMatch(/^__Host-[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it("outlives the process", async () => {
    const browser = await loggedIn();
    const second = await site.start();
    const other = openBrowser(`${second.address}`);
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    expect((await other.get("/movies")).status).toBe(200);
    await second.drain();
  });
});

describe("an access token", () => {
  it("is one for each resource", async () => {
    const browser = await loggedIn();
    const before = site.gateway.asked.length;
    for (const path of ["/movies", "/products", "/cart"]) expect((await browser.get(path)).status).toBe(200);
    const tokens = site.gateway.asked.slice(before).map(({ token }) => token);
    expect(new Set(tokens).size).toBe(3);
  });

  it("is refreshed once for 20 pages at once, in two processes", async () => {
    const browser = await loggedIn();
    const second = await site.start();
    const before = site.identity.seen.refreshes.length;
    site.clock.aheadMs = 280_000;
    try {
      const addresses = Array.from({ length: 20 }, (_, at) => (at % 2 ? site.address : `${second.address}`));
      const answers = await Promise.all(
        addresses.map((address) => {
          const tab = openBrowser(address);
          for (const [name, value] of browser.cookies) tab.cookies.set(name, value);
          return tab.get("/movies");
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(site.identity.seen.refreshes.slice(before)).toEqual(["urn:hexmart:movies-api"]);
    } finally {
      site.clock.aheadMs = 0;
      await second.drain();
    }
  });

  it("that the issuer is slow to give keeps nobody else from their pages", async () => {
    const waiting = await Promise.all(Array.from({ length: 12 }, loggedIn));
    const other = await loggedIn();
    const before = site.identity.seen.refreshes.length;
    const gate = Promise.withResolvers<void>();
    site.identity.state.refreshGate = gate.promise;
    site.clock.aheadMs = 310_000;
    const pages = waiting.map((browser) => browser.get("/movies"));
    try {
      await until(() => site.identity.seen.refreshes.length - before >= 5);
      const home = other.get("/").then(({ text }) => text.includes("Alice Smith"));
      expect(await Promise.race([home, Promise.all(pages).then(() => "waited")])).toBe(true);
    } finally {
      gate.resolve();
      site.identity.state.refreshGate = undefined;
    }
    for (const page of await Promise.all(pages)) expect(page.status).toBe(200);
    site.clock.aheadMs = 0;
  });

  it("that is still good is used while the issuer is away", async () => {
    const browser = await loggedIn();
    site.clock.aheadMs = 280_000;
    site.identity.state.refreshError = { status: 503, error: "temporarily_unavailable" };
    try {
      expect((await browser.get("/movies")).status).toBe(200);
      site.clock.aheadMs = 310_000;
      expect(await browser.get("/movies")).toMatchObject({ status: 503, text: expect.stringContaining("Home") });
      site.identity.state.refreshError = undefined;
      expect((await browser.get("/movies")).status).toBe(200);
    } finally {
      site.identity.state.refreshError = undefined;
      site.clock.aheadMs = 0;
    }
  });

  it("that cannot be had any more ends the session, and leads to the login and back", async () => {
    const browser = await loggedIn();
    site.clock.aheadMs = 310_000;
    site.identity.state.refreshError = { status: 400, error: "invalid_grant" };
    try {
      expect(await browser.get("/movies")).toMatchObject({ status: 303, location: "/login?return_to=%2Fmovies" });
      site.identity.state.refreshError = undefined;
      expect((await browser.get("/cart")).location).toMatch(/^\/login/);
      expect((await browser.logIn("/movies")).location).toBe("/movies");
    } finally {
      site.identity.state.refreshError = undefined;
      site.clock.aheadMs = 0;
    }
  });

  it("that the gateway refuses ends the session as well", async () => {
    const browser = await loggedIn();
    site.gateway.state.refuseTokens = true;
    try {
      expect((await browser.get("/movies")).location).toBe("/login?return_to=%2Fmovies");
    } finally {
      site.gateway.state.refuseTokens = false;
    }
    expect((await browser.get("/movies")).location).toMatch(/^\/login/);
  });
});

describe("logging out", () => {
  it("ends the session here and at the issuer, and takes back the refresh token", async () => {
    const browser = await loggedIn();
    const { location, status } = await browser.submit("/", "/logout");
    expect(status).toBe(303);
    const { pathname, searchParams } = new URL(location);
    expect(pathname).toBe("/endsession");
    expect(searchParams.get("id_token_hint")).toMatch(/^eyJ/);
    expect(searchParams.get("post_logout_redirect_uri")).toBe("http://site.test/signout-callback-oidc");
    expect(site.identity.seen.revoked.at(-1)).toMatch(/^refresh-/);
    expect((await browser.get(pathOf(await fromIssuer(location)))).text).toContain("You are logged out");
    expect((await browser.get("/movies")).location).toMatch(/^\/login/);
  });

  it("is done here, and said to be done here alone, when the issuer refuses to take the refresh token back", async () => {
    const browser = await loggedIn();
    site.identity.state.revocationStatus = 400;
    try {
      const { status, location } = await browser.submit("/", "/logout");
      expect([status, location]).toEqual([303, "/signout-callback-oidc?only_here=yes"]);
    } finally {
      site.identity.state.revocationStatus = 200;
    }
    expect((await browser.get("/movies")).location).toMatch(/^\/login/);
  });

  it("is for nobody who holds the old cookie", async () => {
    const browser = await loggedIn();
    const cookies = new Map(browser.cookies);
    await browser.submit("/", "/logout");
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.get("/movies")).location).toMatch(/^\/login/);
  });

  it("is never done by a link", async () => {
    const browser = await loggedIn();
    expect((await browser.get("/logout")).status).toBe(404);
    expect((await browser.get("/movies")).status).toBe(200);
  });

  it("may lead to the issuer, as far as the policy of the page is concerned", async () => {
    const browser = await loggedIn();
    const { headers } = await browser.get("/");
    expect(headers.get("content-security-policy")).toContain(`form-action 'self' ${site.identity.issuer}`);
  });
});

describe("a notice of the issuer that somebody has logged out", () => {
  const notify = (token: string) => open().post("/backchannel-logout", { logout_token: token });

  it("ends the sessions of that login, and no other", async () => {
    const alice = await loggedIn();
    site.identity.state.who = accounts.bob;
    const bob = await loggedIn();
    site.identity.state.who = accounts.alice;
    const { status, headers } = await notify(await site.identity.logoutToken());
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect((await alice.get("/movies")).location).toMatch(/^\/login/);
    expect((await bob.get("/movies")).status).toBe(200);
  });

  it("ends all sessions of an account, where it names no login", async () => {
    const alice = await loggedIn();
    expect((await notify(await site.identity.logoutToken({ sid: undefined }))).status).toBe(200);
    expect((await alice.get("/movies")).location).toMatch(/^\/login/);
  });

  it("counts once", async () => {
    const token = await site.identity.logoutToken();
    expect((await notify(token)).status).toBe(200);
    const alice = await loggedIn();
    expect((await notify(token)).status).toBe(400);
    expect((await alice.get("/movies")).status).toBe(200);
  });

  it.each<[string, object, string]>([
    ["of another issuer", { iss: "https://evil.example" }, "logout+jwt"],
    ["for another client", { aud: "another" }, "logout+jwt"],
    ["without its event", { events: {} }, "logout+jwt"],
    ["whose event is a list", { events: { "http://schemas.openid.net/event/backchannel-logout": [] } }, "logout+jwt"],
    ["with a nonce", { nonce: "n" }, "logout+jwt"],
    ["without a jti", { jti: undefined }, "logout+jwt"],
    ["that names nobody", { sid: undefined, sub: undefined }, "logout+jwt"],
    ["that has expired", { iat: 1_000, exp: 2_000 }, "logout+jwt"],
    ["of long ago, good for ever", { iat: 1_000, exp: 9_000_000_000 }, "logout+jwt"],
    ["that is an ID token", {}, "JWT"],
    ["that is an access token", {}, "at+jwt"],
  ])("%s ends nothing", async (_name, claims, typ) => {
    const alice = await loggedIn();
    expect((await notify(await site.identity.logoutToken(claims, typ))).status).toBe(400);
    expect((await alice.get("/movies")).status).toBe(200);
  });

  it("that is not signed by the issuer ends nothing", async () => {
    const token = await site.identity.logoutToken();
    const [head, body] = token.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "logout+jwt" })).toString("base64url");
    for (const forged of [`${head}.${body}.`, `${none}.${body}.`, `${token.slice(0, -8)}AAAAAAAA`, "x", ""]) {
      expect((await notify(forged)).status).toBe(400);
    }
    expect((await open().post("/backchannel-logout")).status).toBe(400);
  });
});

describe("a form", () => {
  const writes = [
    "/logout",
    "/movies",
    "/movies/x",
    "/movies/x/delete",
    "/products/x",
    "/cart/items/x",
    "/cart/items/x/remove",
  ];

  it.each(writes)("to %s is refused without the proof that it is from here", async (path) => {
    const browser = await loggedIn();
    const before = site.gateway.asked.length;
    for (const form of [{}, { csrf: "x" }, { csrf: "" }]) {
      expect(await browser.post(path, form as Record<string, string>)).toMatchObject({
        status: 403,
        text: expect.stringContaining("This form is not from here"),
      });
    }
    expect(site.gateway.asked).toHaveLength(before);
  });

  it("of another session is refused", async () => {
    const { csrf = "" } = hiddenOf((await (await loggedIn()).get("/")).text, "/logout");
    expect((await (await loggedIn()).post("/logout", { csrf })).status).toBe(403);
  });

  it("of a session that is over is a page that asks to log in", async () => {
    expect(await open().post("/movies", {})).toMatchObject({
      status: 401,
      text: expect.stringContaining("Please log in"),
    });
  });
});
