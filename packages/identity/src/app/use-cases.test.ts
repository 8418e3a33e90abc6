import { describe, expect, it } from "@jest/globals";
import { createMemoryStore } from "#adapters/memory/store.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import { createUseCases } from "./index.ts";

const now = new Date("2030-01-01T00:00:00Z");

function open() {
  const ports = {
    ...createMemoryStore(),
    generateSigningKey: async () => ({ kid: "key", privateJwk: {} }),
    passwords: createPasswordHasher({ log2N: 4, r: 8, p: 1 }),
    newId: () => "id",
    newSecret: () => "secret",
    clock: { now: () => now },
  };
  return { ports, app: createUseCases(ports) };
}

describe("registerClients()", () => {
  it("makes clients known, and leaves one that is no longer named", async () => {
    const { app, ports } = open();
    const client = { clientId: "product-worker", jwks: { keys: [{ kty: "EC" }] }, resources: {} };
    await app.registerClients([client]);
    await app.registerClients([]);
    expect(await ports.clients.find("product-worker")).toEqual(client);
  });
});

it("registers none of them when one is wrong", async () => {
  const { app, ports } = open();
  const right = { clientId: "right", jwks: { keys: [{ kty: "EC" }] }, resources: {} };
  const wrong = { ...right, clientId: "wrong", resources: { "urn:nope": ["all"] } };
  await expect(app.registerClients([right, wrong])).rejects.toMatchObject({ code: "invalid_client_metadata" });
  expect(await ports.clients.find("right")).toBeUndefined();
});

describe("removeExpiredArtifacts()", () => {
  it("removes what has expired by the clock", async () => {
    const { app, ports } = open();
    const artifact = { model: "Grant", payload: {} };
    await ports.artifacts.save({ ...artifact, id: "old", expiresAt: new Date(now.getTime() - 1) });
    await ports.artifacts.save({ ...artifact, id: "new", expiresAt: new Date(now.getTime() + 1) });
    await ports.loginAttempts.add("over", new Date(now.getTime() - 61_000), 60);
    expect(await app.removeExpiredArtifacts()).toBe(1);
    expect(await ports.loginAttempts.removeExpired(now)).toBe(0);
  });
});
