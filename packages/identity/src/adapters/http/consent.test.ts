import { describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { createBrowser, type Visit } from "../../../test/browser.ts";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { CART, createRelyingParty, MOVIES } from "../../../test/relying-party.ts";

const party = await createRelyingParty();
const alice = { username: "alice", password: "a1" };
const users = [{ ...alice, roles: ["user"], claims: { email: "alice@example.com", phone_number: "+39 06 1234" } }];

async function open() {
  const identity = await startInMemoryIdentity({ clients: [party.registered], users });
  const browser = createBrowser({ issuer: identity.issuer, address: () => identity.address });
  const rp = await party.at(identity.issuer, identity.fetch);
  const ask = async (parameters: Parameters<typeof rp.begin>[0]) => {
    const begun = await rp.begin(parameters);
    const consent = await browser.submit(await browser.visit(begun.url), alice);
    return { begun, consent, allow: async () => rp.finish(begun, (await browser.submit(consent)).url, "") };
  };
  return { identity, browser, rp, ask, [Symbol.asyncDispose]: identity.drain };
}

const said = ({ html }: Visit) => [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, words]) => words);

describe("consent", () => {
  it("names what is asked for by single claims, and so does the page where it is taken back", async () => {
    await using opened = await open();
    const { browser, identity, ask } = opened;
    const claims = JSON.stringify({
      userinfo: { email: null, sub: null },
      id_token: { phone_number: null, roles: null },
    });
    const { consent, allow } = await ask({ scope: "openid", resource: "", claims });
    const shown = ["know that it is you", "see your email address", "see your phone number", "see your roles"];
    expect(said(consent).toSorted()).toEqual(shown);

    const { access_token: token } = await allow();
    const answer = await identity.fetch(`${identity.issuer}/connect/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({ email: "alice@example.com" });
    expect(said(await browser.visit("/grants")).toSorted()).toEqual(shown);
  });

  it("names nothing that the client may not have, and no word of the client's own", async () => {
    await using opened = await open();
    const { consent } = await opened.ask({
      scope: "openid movies.read product.write call-0900-1234",
      resource: MOVIES,
    });
    expect(said(consent)).toEqual(["know that it is you", "see movies"]);
  });

  it("is asked for again when a client wants more than it was allowed", async () => {
    await using opened = await open();
    const { browser, rp, ask } = opened;
    await (await ask({ scope: "openid movies.read", resource: MOVIES })).allow();
    for (const more of [
      { scope: "openid movies.read movies.write", resource: MOVIES },
      { scope: "openid movies.read cart.read", resource: [MOVIES, CART] },
      { scope: "openid", resource: "", claims: JSON.stringify({ userinfo: { email: null } }) },
    ]) {
      const { url } = await browser.visit((await rp.begin({ ...more, prompt: "none" })).url);
      expect(url.searchParams.get("error")).toBe("consent_required");
    }
  });
});

describe("a token for a resource that was not asked for", () => {
  it.each([CART, "urn:hexmart:discount"])("is refused by code and by refresh token: %s", async (resource) => {
    await using opened = await open();
    const { browser, rp, ask } = opened;
    const only = { scope: "openid movies.read", resource: MOVIES };
    const { refresh_token: token = "" } = await (await ask(only)).allow();
    await expect(rp.refresh(token, resource)).rejects.toMatchObject({ error: "invalid_target" });
    expect(decodeJwt((await rp.refresh(token, MOVIES)).access_token)).toMatchObject({ scope: "movies.read" });
    const begun = await rp.begin(only);
    const { url } = await browser.visit(begun.url);
    await expect(rp.finish(begun, url, resource)).rejects.toMatchObject({ error: "invalid_target" });
  });
});
