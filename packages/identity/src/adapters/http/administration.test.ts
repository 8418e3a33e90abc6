import { describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { setClientDisabled } from "#app/administer-clients.ts";
import { setPassword, setUserDisabled } from "#app/administer-users.ts";
import { createBrowser, type Visit } from "../../../test/browser.ts";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { createRelyingParty } from "../../../test/relying-party.ts";

const party = await createRelyingParty();
const alice = { username: "alice", password: "a1" };
const users = [{ ...alice, roles: ["user"], claims: {} }];

/** Alice, whose browser has a session, and an application, which has a refresh token of hers. */
async function openLoggedIn() {
  const identity = await startInMemoryIdentity({ clients: [party.registered], users });
  const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
  const rp = await party.at(identity.issuer, identity.fetch);
  const begun = await rp.begin({ prompt: "consent" });
  const consent = await browser.submit(await browser.visit(begun.url), alice);
  const back = await browser.submit(consent);
  const { refresh_token: refreshToken = "", id_token: idToken = "" } = await rp.finish(begun, back.url);
  return {
    identity,
    browser,
    rp,
    idToken,
    refresh: () => rp.refresh(refreshToken),
    visit: async () => browser.visit((await rp.begin()).url),
    [Symbol.asyncDispose]: identity.drain,
  };
}

const asksToLogIn = ({ html }: Visit) => html.includes("<h1>Log in</h1>");
const hasCode = ({ url }: Visit) => url.searchParams.has("code");

describe("a user who is disabled", () => {
  it("has no session and no refresh token any more, and may not log in", async () => {
    await using opened = await openLoggedIn();
    expect(hasCode(await opened.visit())).toBe(true);
    await setUserDisabled(opened.identity.ports, "alice", true);
    await expect(opened.refresh()).rejects.toMatchObject({ error: "invalid_grant" });
    const login = await opened.visit();
    expect(asksToLogIn(login)).toBe(true);
    expect(hasCode(await opened.browser.submit(login, alice))).toBe(false);
  });

  it("logs in anew when enabled: what was ended stays so", async () => {
    await using opened = await openLoggedIn();
    await setUserDisabled(opened.identity.ports, "alice", true);
    await setUserDisabled(opened.identity.ports, "alice", false);
    await expect(opened.refresh()).rejects.toMatchObject({ error: "invalid_grant" });
    const login = await opened.visit();
    expect(asksToLogIn(login)).toBe(true);
    expect(hasCode(await opened.browser.submit(await opened.browser.submit(login, alice)))).toBe(true);
  });
});

describe("a user whose password was set", () => {
  it("is logged out everywhere, and logs in with the new one only", async () => {
    await using opened = await openLoggedIn();
    await setPassword(opened.identity.ports, "alice", "battery staple");
    await expect(opened.refresh()).rejects.toMatchObject({ error: "invalid_grant" });
    const login = await opened.visit();
    expect(asksToLogIn(login)).toBe(true);
    const again = await opened.browser.submit(login, alice);
    expect(again.status).toBe(422);
    const consent = await opened.browser.submit(again, { ...alice, password: "battery staple" });
    expect(hasCode(await opened.browser.submit(consent))).toBe(true);
  });
});

describe("a client that is disabled", () => {
  it("is refused at once, by browsers and by itself", async () => {
    await using opened = await openLoggedIn();
    await setClientDisabled(opened.identity.ports, "movies-web", true);
    await expect(opened.refresh()).rejects.toMatchObject({ error: "invalid_client" });
    const refused = await opened.visit();
    expect([refused.status, hasCode(refused)]).toEqual([400, false]);
  });

  it("gets nothing back when enabled but the right to begin again", async () => {
    await using opened = await openLoggedIn();
    await setClientDisabled(opened.identity.ports, "movies-web", true);
    await setClientDisabled(opened.identity.ports, "movies-web", false);
    await expect(opened.refresh()).rejects.toMatchObject({ error: "invalid_grant" });
    const page = await opened.visit();
    expect(asksToLogIn(page)).toBe(false);
    expect(hasCode(await opened.browser.submit(page))).toBe(true);
  });
});

describe("a login that is under way while the keys rotate", () => {
  it("goes on, and ends with tokens of the new key", async () => {
    await using opened = await openLoggedIn();
    const { identity, browser, rp } = opened;
    const now = new Date();
    const next = { ...(await generateSigningKey()), createdAt: now, state: "active", activatedAt: now } as const;
    const begun = await rp.begin({ prompt: "login consent" });
    const login = await browser.visit(begun.url);
    identity.useKeys([next, identity.signingKey]);
    const consent = await browser.submit(login, alice);
    const back = await browser.submit(consent);
    const { id_token: idToken = "", access_token: accessToken } = await rp.finish(begun, back.url);
    expect([idToken, accessToken].map((token) => decodeProtectedHeader(token).kid)).toEqual([next.kid, next.kid]);
  });
});

describe("a logout that shows an id_token of before", () => {
  it("is understood as long as the key that signed it is published", async () => {
    await using opened = await openLoggedIn();
    const { identity, browser, idToken } = opened;
    const now = new Date();
    const next = { ...(await generateSigningKey()), createdAt: now, state: "active", activatedAt: now } as const;
    const logout = `/connect/endsession?${new URLSearchParams({ id_token_hint: idToken })}`;
    identity.useKeys([next, identity.signingKey]);
    expect((await browser.visit(logout)).status).toBe(200);
    identity.useKeys([next]);
    expect((await browser.visit(logout)).status).toBe(400);
  });
});
