import { describe, expect, it } from "@jest/globals";
import { createMemoryArtifactRepository } from "#adapters/memory/artifact-repository.ts";
import { createMemoryClientRepository } from "#adapters/memory/client-repository.ts";
import { createMemorySigningKeyRepository } from "#adapters/memory/signing-key-repository.ts";
import { createUseCases } from "./index.ts";

const now = new Date("2030-01-01T00:00:00Z");

function open() {
  let generated = 0;
  const ports = {
    artifacts: createMemoryArtifactRepository(),
    clients: createMemoryClientRepository(),
    signingKeys: createMemorySigningKeyRepository(),
    generateSigningKey: async (createdAt: Date) => {
      generated += 1;
      return { kid: `key-${generated}`, privateJwk: {}, createdAt };
    },
    clock: { now: () => now },
  };
  return { ports, app: createUseCases(ports), generated: () => generated };
}

describe("ensureSigningKey()", () => {
  it("generates a key at the first start, and none after it", async () => {
    const { app, generated } = open();
    const first = await app.ensureSigningKey();
    expect(first).toEqual({ kid: "key-1", privateJwk: {}, createdAt: now });
    expect(await app.ensureSigningKey()).toEqual(first);
    expect(generated()).toBe(1);
  });

  it("agrees with the other callers on one key", async () => {
    const { app } = open();
    const keys = await Promise.all(Array.from({ length: 5 }, () => app.ensureSigningKey()));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
  });
});

describe("registerClients()", () => {
  it("makes clients known, and leaves one that is no longer named", async () => {
    const { app, ports } = open();
    const client = { clientId: "product-worker", jwks: { keys: [] }, resources: {} };
    await app.registerClients([client]);
    await app.registerClients([]);
    expect(await ports.clients.find("product-worker")).toEqual(client);
  });
});

describe("removeExpiredArtifacts()", () => {
  it("removes what has expired by the clock", async () => {
    const { app, ports } = open();
    const artifact = { model: "Grant", payload: {} };
    await ports.artifacts.save({ ...artifact, id: "old", expiresAt: new Date(now.getTime() - 1) });
    await ports.artifacts.save({ ...artifact, id: "new", expiresAt: new Date(now.getTime() + 1) });
    expect(await app.removeExpiredArtifacts()).toBe(1);
  });
});
