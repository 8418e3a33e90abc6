import { describe, expect, it } from "@jest/globals";
import type { AdapterPayload } from "oidc-provider";
import { createTestClient, startInMemoryIdentity } from "../../../test/in-memory-identity.ts";

// oidc-provider's own models, through the adapter: what login will rely on.
describe("the provider's models", () => {
  const payload = { jti: "the-code", grantId: "g", accountId: "alice", clientId: "movies-web", exp: 2_000_000_000 };

  it("are kept under the hash of what their holder presents, which is nowhere else", async () => {
    await using identity = await startInMemoryIdentity();
    const saved: unknown[] = [];
    const { save } = identity.ports.artifacts;
    identity.ports.artifacts.save = async (artifact) => {
      saved.push(artifact);
      await save(artifact);
    };
    const codes = identity.adapter("AuthorizationCode");
    await codes.upsert("the-code", payload, 60);
    expect(JSON.stringify(saved)).not.toContain("the-code");
    expect(await codes.find("the-code")).toEqual(payload);
  });

  it("let one of 12 use a code, and tell the others invalid_grant", async () => {
    await using identity = await startInMemoryIdentity();
    const codes = identity.adapter("AuthorizationCode");
    await codes.upsert("the-code", payload, 60);
    const uses = await Promise.allSettled(Array.from({ length: 12 }, () => codes.consume("the-code")));
    const refusals = uses.filter((use) => use.status === "rejected").map(({ reason }) => reason.error);
    expect(refusals).toEqual(Array(11).fill("invalid_grant"));
    expect(await codes.find("the-code")).toMatchObject({ consumed: expect.any(Number) });
  });

  it("let one of 12 use an assertion, and tell the others invalid_client", async () => {
    await using identity = await startInMemoryIdentity();
    const used = identity.adapter("ReplayDetection");
    const tries = Array.from({ length: 12 }, () => used.upsert("assertion", { jti: "assertion" }, 60));
    const outcomes = await Promise.allSettled(tries);
    const refusals = outcomes.filter((one) => one.status === "rejected").map(({ reason }) => reason.error);
    expect(refusals).toEqual(Array(11).fill("invalid_client"));
  });

  it("find a session by its uid with the id it is saved under", async () => {
    await using identity = await startInMemoryIdentity();
    const session: AdapterPayload = { jti: "cookie", uid: "uid", accountId: "alice", exp: 2_000_000_000 };
    const sessions = identity.adapter("Session");
    await sessions.upsert("cookie", session, 60);
    expect(await sessions.findByUid("uid")).toEqual(session);
  });

  it("let no request that was under way begin a session again that has ended", async () => {
    await using identity = await startInMemoryIdentity();
    const session: AdapterPayload = { jti: "cookie", uid: "uid", accountId: "alice", exp: 2_000_000_000 };
    const sessions = identity.adapter("Session");
    await sessions.upsert("cookie", session, 60);
    await sessions.destroy("cookie");
    await sessions.upsert("cookie", session, 60);
    expect([await sessions.find("cookie"), await sessions.findByUid("uid")]).toEqual([undefined, undefined]);
  });

  it("are revoked by grant and destroyed by id", async () => {
    await using identity = await startInMemoryIdentity();
    const codes = identity.adapter("AuthorizationCode");
    await codes.upsert("one", { ...payload, jti: "one", grantId: "g1" }, 60);
    await codes.upsert("two", { ...payload, jti: "two", grantId: "g2" }, 60);
    await codes.revokeByGrantId("g1");
    await codes.destroy("two");
    expect([await codes.find("one"), await codes.find("two")]).toEqual([undefined, undefined]);
  });

  it("cannot register a client through the protocol", async () => {
    const { client } = await createTestClient("product-worker", {});
    await using identity = await startInMemoryIdentity({ clients: [client] });
    const clients = identity.adapter("Client");
    expect(await clients.find("product-worker")).toMatchObject({ token_endpoint_auth_method: "private_key_jwt" });
    await expect(clients.upsert("evil", { client_id: "evil" })).rejects.toThrow("registered from the configuration");
  });
});
