import { describe, expect, it } from "@jest/globals";
import { startInMemoryIdentity } from "../../../test/in-memory-identity.ts";
import { createRelyingParty } from "../../../test/relying-party.ts";

const issuer = "https://issuer.test";
const users = [{ username: "alice", password: "a1", roles: ["user"], claims: {} }];
const post = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { origin: issuer, "content-type": "application/x-www-form-urlencoded", ...headers },
  body,
});

const cookiesOf = (headers: Record<string, unknown>) => [headers["set-cookie"] ?? []].flat().map(String);

describe("behind a proxy that ends TLS", () => {
  it("cookies are for this host alone, over TLS, and for no script and no form of another site", async () => {
    const party = await createRelyingParty();
    await using identity = await startInMemoryIdentity({ issuer, users, clients: [party.registered] });
    const login = await identity.ask("/account/login", post("username=alice&password=a1"));
    const rp = await party.at(issuer, identity.fetch);
    const { url } = await rp.begin();
    const begun = await identity.ask(url.pathname + url.search);
    const [session, interaction] = [cookiesOf(login.headers), cookiesOf(begun.headers)];
    expect(session).toContainEqual(expect.stringMatching(/^__Host-identity_session=.*; path=\/;/));
    expect(session).toContainEqual(expect.stringMatching(/^__Host-identity_session.sig=/));
    expect(interaction).toContainEqual(
      expect.stringMatching(/^__Secure-identity_interaction=.*; path=\/account\/login\//),
    );
    for (const cookie of [...session, ...interaction]) {
      expect(cookie).toMatch(/; samesite=lax; secure; httponly$/);
      expect(cookie).not.toContain("domain=");
    }
  });

  it.each([
    ["of anybody is not believed", [], "address:127.0.0.1"],
    ["of a trusted one is", ["127.0.0.1"], "address:203.0.113.9"],
  ])("the address that a proxy tells %s", async (_, trustedProxies, expected) => {
    await using identity = await startInMemoryIdentity({ issuer, users, trustedProxies });
    const counted: string[] = [];
    const { add } = identity.ports.loginAttempts;
    identity.ports.loginAttempts.add = async (key, ...rest) => {
      counted.push(key);
      return add(key, ...rest);
    };
    const forwarded = { "x-forwarded-for": "198.51.100.1, 203.0.113.9" };
    await identity.ask("/account/login", post("username=alice&password=no", forwarded));
    expect(counted).toEqual([expected, "account:alice"]);
  });
});
