import { createTokenSource, type TokenSourceOptions } from "@hexmart/auth";
import { describe, expect, it } from "@jest/globals";
import { fakeClock } from "./clock.ts";
import { createClientKey, createTestIdentity } from "./identity.ts";

const AUDIENCE = "urn:hexmart:product";

/** What the real token source of a client gets. */
const tokensFrom = (identity: ReturnType<typeof createTestIdentity>, more: Partial<TokenSourceOptions> = {}) =>
  createTokenSource({
    issuer: identity.issuer,
    fetch: identity.fetch,
    clientId: "product-worker",
    privateKey: createClientKey(),
    resource: AUDIENCE,
    scopes: ["product.read", "product.write"],
    ...more,
  });

describe("createTestIdentity()", () => {
  it("gives a client the token that it asks for, and keeps a list", async () => {
    const identity = createTestIdentity();

    const token = await tokensFrom(identity).get();

    await expect(identity.verifier(AUDIENCE)(token)).resolves.toEqual({
      subject: "product-worker",
      clientId: "product-worker",
      scopes: ["product.read", "product.write"],
    });
    expect(identity.issued).toEqual([
      { clientId: "product-worker", resource: AUDIENCE, scope: "product.read product.write" },
    ]);
    expect(identity.tokens).toEqual([token]);
  });

  it("is an issuer like any other: it mints what a test asks for", async () => {
    const identity = createTestIdentity();
    const token = await identity.mint({ clientId: "web", username: "alice", scopes: ["a"], audience: AUDIENCE });

    await expect(identity.verifier(AUDIENCE)(token)).resolves.toMatchObject({ username: "alice" });
    expect(identity.issued).toEqual([]);
  });

  it.each([
    ["without an assertion", { client_id: "worker", resource: AUDIENCE, scope: "a" }, 401, "invalid_client"],
    ["without a resource", { client_id: "worker", client_assertion: "…", scope: "a" }, 400, "invalid_target"],
    ["without a scope", { client_id: "worker", client_assertion: "…", resource: AUDIENCE }, 400, "invalid_scope"],
  ])("refuses a request %s", async (_, form: Record<string, string>, status, error) => {
    const identity = createTestIdentity();

    const answer = await identity.fetch(`${identity.issuer}/token`, {
      method: "POST",
      body: String(new URLSearchParams(form)),
    });

    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
    expect(identity.issued).toEqual([]);
  });

  it("can be away, and come back", async () => {
    const clock = fakeClock();
    const identity = createTestIdentity({ clock });
    const tokens = tokensFrom(identity, { clock });
    identity.state.away = true;
    await expect(tokens.get()).rejects.toMatchObject({ code: "temporarily_unavailable" });
    identity.state.away = false;
    await clock.advance(60_000);

    const token = await tokens.get();

    expect(identity.tokens).toEqual([token]);
  });

  it("can withdraw what it gave, and gives more", async () => {
    const identity = createTestIdentity();
    const verify = identity.verifier(AUDIENCE);
    const withdrawn = await tokensFrom(identity).get();

    identity.withdraw();

    await expect(verify(withdrawn)).rejects.toMatchObject({ code: "invalid_token" });
    await expect(verify(await tokensFrom(identity).get())).resolves.toMatchObject({ clientId: "product-worker" });
  });
});
