import { createVerifier } from "@hexmart/auth";
import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { createPostgresSigningKeys } from "#adapters/postgres/signing-keys.ts";
import { replaceSigningKeys, rotateSigningKey } from "#app/signing-keys.ts";
import { type Replica, startReplicas, until } from "./composed-identity.ts";
import { createTestClient } from "./in-memory-identity.ts";

const PRODUCT = "urn:hexmart:product";
const DAY_MS = 24 * 60 * 60_000;
const worker = await createTestClient("product-worker", { [PRODUCT]: ["product.read"] });

const signerOf = (token: string) => decodeProtectedHeader(token).kid;
const both = async (replicas: readonly Replica[], condition: (replica: Replica) => Promise<boolean>) =>
  (await Promise.all(replicas.map(condition))).every(Boolean);

/** What the command line does: the same use cases, over a connection of its own, in nobody's process. */
async function openCommands(url: string) {
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  const clock = { now: () => new Date() };
  const ports = { signingKeys: createPostgresSigningKeys(database), generateSigningKey, clock };
  return {
    rotateSigningKey: () => rotateSigningKey(ports),
    replaceSigningKeys: () => replaceSigningKeys(ports),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

/** Asks for tokens, and verifies each as a service does that trusts the keys it knows for a second. */
function startTraffic(issuer: string, replicas: readonly Replica[]) {
  const stopping = new AbortController();
  const failures: unknown[] = [];
  const signers: (string | undefined)[] = [];
  const callers = Array.from({ length: 6 }, async (_, i) => {
    const asked = replicas[i % 2] as Replica;
    // Each service learns the keys from the other replica than the one that signs.
    const { fetch } = replicas[(i + 1) % 2] as Replica;
    const verify = createVerifier({ issuer, audience: PRODUCT, fetch, keysMaxAgeMs: 1_000, keysCoolDownMs: 1_000 });
    while (!stopping.signal.aborted) {
      try {
        const token = await asked.token(worker);
        await verify(token);
        signers.push(signerOf(token));
      } catch (error) {
        failures.push(error);
      }
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(callers);
      return { failures, signers };
    },
  };
}

describe("a rotation of the signing key", () => {
  it("fails no request and no token, on two replicas under traffic, and ends with the old key refused", async () => {
    await using database = await testDatabase();
    let ahead = 0;
    await using identity = await startReplicas(database.url, {
      clients: [worker],
      change: { SIGNING_KEY_LEAD_S: "3" },
      clock: { now: () => new Date(Date.now() + ahead) },
    });
    const { issuer, replicas } = identity;
    const [replica] = replicas as [Replica, Replica];
    const before = await replica.token(worker);
    const old = signerOf(before);

    const traffic = startTraffic(issuer, replicas);
    await using commands = await openCommands(database.url);
    const { kid } = await commands.rotateSigningKey();
    await until(() => both(replicas, async (one) => (await one.publishedKeyIds()).includes(kid)));
    await until(() => both(replicas, async (one) => signerOf(await one.token(worker)) === kid));
    const { failures, signers } = await traffic.stop();
    expect(failures).toEqual([]);
    expect(new Set(signers)).toEqual(new Set([old, kid]));

    const verify = createVerifier({
      issuer,
      audience: PRODUCT,
      fetch: replica.fetch,
      keysMaxAgeMs: 1,
      keysCoolDownMs: 1,
    });
    await expect(verify(before)).resolves.toMatchObject({ clientId: "product-worker" });
    ahead = 31 * DAY_MS;
    await until(() => both(replicas, async (one) => (await one.publishedKeyIds()).join() === kid));
    await expect(verify(before)).rejects.toMatchObject({ code: "invalid_token" });
    await expect(verify(await replica.token(worker))).resolves.toMatchObject({ clientId: "product-worker" });
  });

  it("at once, for keys that somebody else may have, makes services refuse what the old ones signed", async () => {
    await using database = await testDatabase();
    await using identity = await startReplicas(database.url, { clients: [worker] });
    const { issuer, replicas } = identity;
    const [replica] = replicas as [Replica, Replica];
    const before = await replica.token(worker);

    await using commands = await openCommands(database.url);
    const { kid } = await commands.replaceSigningKeys();
    await until(() => both(replicas, async (one) => (await one.publishedKeyIds()).join() === kid));
    const verify = createVerifier({ issuer, audience: PRODUCT, fetch: replica.fetch });
    await expect(verify(before)).rejects.toMatchObject({ code: "invalid_token" });
    await expect(verify(await replica.token(worker))).resolves.toMatchObject({ clientId: "product-worker" });
  });

  it("is not needed to restart: a replica that starts in the middle of one publishes both keys", async () => {
    await using database = await testDatabase();
    {
      await using _ = await startReplicas(database.url, { clients: [worker] });
    }
    await using commands = await openCommands(database.url);
    const { kid } = await commands.rotateSigningKey();
    await using identity = await startReplicas(database.url, { clients: [worker] });
    for (const replica of identity.replicas) {
      expect(await replica.publishedKeyIds()).toHaveLength(2);
      expect(await replica.publishedKeyIds()).toContain(kid);
      expect(signerOf(await replica.token(worker))).not.toBe(kid);
    }
  });
});
