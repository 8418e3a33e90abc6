import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type System, startSystem } from "../../system.ts";
import { createUserAgent, type UserAgent } from "../../user-agent.ts";
import { type Apache, freeOrigin, startApache, withApache } from "./apache.ts";
import { passThrough } from "./relying-party.ts";

const user = { username: "alice", password: "a1" };
const secret = "only-for-this-test-only-for-this-test";

withApache("Apache's mod_auth_openidc, a certified relying party", () => {
  let system: System;
  let apache: Apache;

  beforeAll(async () => {
    const origin = await freeOrigin();
    const client = {
      client_id: "apache",
      client_name: "Apache",
      client_secret: secret,
      token_endpoint_auth_method: "client_secret_basic",
      grant_types: ["authorization_code"],
      redirect_uris: [`${origin}/protected/callback`],
      post_logout_redirect_uris: [`${origin}/`],
      scope: "openid profile email roles",
      resources: {},
    };
    const alice = { ...user, roles: ["user"], name: "Alice", email: "alice@mail.example", email_verified: true };
    system = await startSystem({
      services: ["identity"],
      environment: { identity: { CLIENTS: JSON.stringify([client]), USERS: JSON.stringify([alice]) } },
    });
    apache = await startApache(origin, system.issuer, client.client_id, secret);
  }, 180_000);
  afterAll(async () => {
    await apache?.[Symbol.asyncDispose]();
    await system?.[Symbol.asyncDispose]();
  });

  const openProtected = async (agent: UserAgent) =>
    passThrough(agent, await agent.open(`${apache.origin}/protected/`), user);

  it("logs a user in, and learns who it is", async () => {
    const { page, asked } = await openProtected(createUserAgent({ fetch: system.fetch }));

    expect(await apache.log()).not.toContain(":error]");
    expect(asked).toEqual(["login", "consent"]);
    expect(page.url.href).toBe(`${apache.origin}/protected/`);
    expect(page.text).toContain("protected");
    expect(page.headers.get("x-user")).toMatch(/^alice/);
    expect(page.headers.get("x-email")).toBe("alice@mail.example");
    expect(page.headers.get("x-roles")).toContain("user");
  });

  it("logs the user out at the issuer too", async () => {
    const agent = createUserAgent({ fetch: system.fetch });
    await openProtected(agent);
    const leaving = await agent.open(
      `${apache.origin}/protected/callback?logout=${encodeURIComponent(`${apache.origin}/`)}`,
    );
    expect(leaving.url.origin).toBe(system.issuer);
    const left = await agent.submit(leaving);
    expect(left.url.href).toContain(apache.origin);

    expect((await openProtected(agent)).asked).toContain("login");
  });
});
