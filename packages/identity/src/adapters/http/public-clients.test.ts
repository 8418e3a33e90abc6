import { describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import * as oauth from "oauth4webapi";
import { hashClientSecret } from "#adapters/passwords/client-secret.ts";
import type { Client } from "#domain/client.ts";
import { createBrowser, type Visit } from "../../../test/browser.ts";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { CALLBACK, createRelyingParty, MOVIES } from "../../../test/relying-party.ts";

const users = [{ username: "alice", password: "a1", roles: ["user"], claims: {} }];
const alice = { username: "alice", password: "a1" };
const heading = ({ html }: Visit) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];

async function open(change: Partial<Client>, secret?: string) {
  const party = await createRelyingParty(change, secret);
  const { jwks: _, ...bare } = party.registered;
  const identity = await startInMemoryIdentity({ clients: [bare], users });
  const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
  const rp = await party.at(identity.issuer, identity.fetch);
  const logIn = async () => {
    const begun = await rp.begin({ prompt: "consent" });
    const back = await browser.submit(await browser.submit(await browser.visit(begun.url), alice));
    return { begun, callback: back.url };
  };
  return { identity, browser, rp, client: party.client, logIn, [Symbol.asyncDispose]: identity.drain };
}

describe("a public client", () => {
  const change = { authMethod: "none" } as const;

  it("gets a new refresh token each time, and loses all of them when an old one comes again", async () => {
    await using opened = await open(change);
    const { rp, logIn } = opened;
    const { begun, callback } = await logIn();
    const first = await rp.finish(begun, callback);
    const second = await rp.refresh(first.refresh_token ?? "");
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await expect(rp.refresh(first.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
    await expect(rp.refresh(second.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("gets no refresh token unless its user lets it act while they are away", async () => {
    await using opened = await open(change);
    const { rp, browser } = opened;
    const begun = await rp.begin({ scope: "openid movies.read", resource: MOVIES });
    const back = await browser.submit(await browser.submit(await browser.visit(begun.url), alice));
    expect((await rp.finish(begun, back.url)).refresh_token).toBeUndefined();
  });

  it("gets tokens that are bound to its key when it shows one (DPoP, RFC 9449)", async () => {
    await using opened = await open(change);
    const { rp, client, logIn } = opened;
    const { begun, callback } = await logIn();
    const keys = await oauth.generateKeyPair("ES256");
    const parameters = oauth.validateAuthResponse(rp.server, client, callback, begun.state);
    const response = await oauth.authorizationCodeGrantRequest(
      rp.server,
      client,
      rp.proof,
      parameters,
      CALLBACK,
      begun.verifier,
      { ...rp.options, additionalParameters: { resource: MOVIES }, DPoP: oauth.DPoP(client, keys) },
    );
    const tokens = await oauth.processAuthorizationCodeResponse(rp.server, client, response, {
      expectedNonce: begun.nonce,
    });
    expect(tokens.token_type).toBe("dpop");
    expect(decodeJwt(tokens.access_token).cnf).toEqual({ jkt: expect.any(String) });
    await expect(rp.refresh(tokens.refresh_token ?? "")).rejects.toMatchObject({ error: "invalid_grant" });
  });
});

describe("a foreign client with a secret", () => {
  const secret = "0123456789abcdef0123456789abcdef";

  it.each(["client_secret_basic", "client_secret_post"] as const)("proves itself by %s", async (authMethod) => {
    await using opened = await open({ authMethod, secretHash: hashClientSecret(secret) }, secret);
    const { begun, callback } = await opened.logIn();
    expect((await opened.rp.finish(begun, callback)).token_type).toBe("bearer");
  });

  it("is refused with another, and with the hash that is kept", async () => {
    const secretHash = hashClientSecret(secret);
    for (const wrong of [`${secret}x`, secretHash]) {
      await using opened = await open({ authMethod: "client_secret_basic", secretHash }, wrong);
      const { begun, callback } = await opened.logIn();
      await expect(opened.rp.finish(begun, callback)).rejects.toThrow();
    }
  });
});

describe("a device", () => {
  const change = {
    clientId: "television",
    clientName: "Television",
    authMethod: "none",
    grantTypes: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
    redirectUris: [],
    postLogoutRedirectUris: [],
  } as const;

  async function begin({ rp, client }: Awaited<ReturnType<typeof open>>) {
    const parameters = { scope: "openid movies.read", resource: MOVIES };
    const asked = await oauth.deviceAuthorizationRequest(rp.server, client, rp.proof, parameters, rp.options);
    const device = await oauth.processDeviceAuthorizationResponse(rp.server, client, asked);
    const poll = async () => {
      const additionalParameters = { resource: MOVIES };
      const options = { ...rp.options, additionalParameters };
      const answer = await oauth.deviceCodeGrantRequest(rp.server, client, rp.proof, device.device_code, options);
      return oauth.processDeviceCodeResponse(rp.server, client, answer);
    };
    return { device, poll };
  }

  it("shows a code, which a person enters elsewhere, compares, and so connects it", async () => {
    await using opened = await open(change);
    const { browser } = opened;
    const { device, poll } = await begin(opened);
    await expect(poll()).rejects.toMatchObject({ error: "authorization_pending" });
    const input = await browser.visit(device.verification_uri);
    expect([heading(input), input.url.pathname]).toEqual(["Connect a device", "/device"]);
    const confirm = await browser.submit(input, { user_code: device.user_code.toLowerCase() });
    expect(confirm.html).toContain(`<p class="user-code">${device.user_code}</p>`);
    const login = await browser.submit(confirm);
    const connected = await browser.submit(await browser.submit(login, alice));
    expect([connected.status, heading(connected)]).toEqual([200, "Device connected"]);
    expect(connected.html).toContain('<a href="/grants">');
    expect(decodeJwt((await poll()).access_token)).toMatchObject({ aud: MOVIES, scope: "movies.read" });
    await expect(poll()).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("can be brought up by a link, which still asks", async () => {
    await using opened = await open(change);
    const { device } = await begin(opened);
    const page = await opened.browser.visit(device.verification_uri_complete ?? "");
    expect(page.html).not.toContain("<script");
    expect(heading(await opened.browser.submit(page))).toBe("Connect this device?");
  });

  it("is refused when the person does not know it", async () => {
    await using opened = await open(change);
    const { browser } = opened;
    const { device, poll } = await begin(opened);
    const confirm = await browser.submit(await browser.visit("/device"), { user_code: device.user_code });
    const cancelled = await browser.submit(confirm, { abort: "yes" });
    expect(cancelled.html).toContain("The device was not connected, as you asked.");
    await expect(poll()).rejects.toMatchObject({ error: "access_denied" });
  });

  it("of an unknown code is asked for again, with what is wrong", async () => {
    await using opened = await open(change);
    const { browser } = opened;
    const again = await browser.submit(await browser.visit("/device"), { user_code: "BBBB-BBBB" });
    expect(again.html).toMatch(/role="alert".*There is no such code\./s);
  });

  it("cannot be found by guessing: a person who is logged in has ten tries, and a right one does not help then", async () => {
    await using opened = await open(change);
    const { browser } = opened;
    const { device } = await begin(opened);
    await browser.submit(await browser.visit("/account/login"), alice);
    let page = await browser.visit("/device");
    for (let i = 0; i < 10; i++) {
      const html = page.html.replace(/action="[^"]*"/, `action="/device${i % 2 ? "/" : ""}"`);
      page = await browser.submit({ ...page, html }, { user_code: "BBBB-BBBB" });
    }
    expect(page.html).toContain("There is no such code.");
    page = await browser.submit(page, { user_code: device.user_code });
    expect([page.status, Number(page.headers["retry-after"]) > 0]).toEqual([429, true]);
    expect(page.html).toContain("There were too many attempts. Try again in 15 minutes.");
  });

  it("may be entered as often as it is right", async () => {
    await using opened = await open(change);
    const { browser } = opened;
    await browser.submit(await browser.visit("/account/login"), alice);
    for (let i = 0; i < 11; i++) {
      const { device } = await begin(opened);
      const confirm = await browser.submit(await browser.visit("/device"), { user_code: device.user_code });
      expect(heading(confirm)).toBe("Connect this device?");
    }
  });
});
