import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createVerifier } from "@hexmart/auth";
import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader } from "jose";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { createPostgresSigningKeys } from "#adapters/postgres/signing-keys.ts";
import { freePort, replicaAt, until } from "./composed-identity.ts";
import { createTestClient } from "./in-memory-identity.ts";

/** Five starts of a process, on a machine that has more to do. */
const LONG_MS = 120_000;
const PRODUCT = "urn:hexmart:product";
const worker = await createTestClient("product-worker", { [PRODUCT]: ["product.read"] });
const { clientId: client_id, jwks, resources } = worker.client;

const pathOf = (file: string) => fileURLToPath(new URL(`../src/${file}`, import.meta.url));
const signerOf = (token: string) => decodeProtectedHeader(token).kid;

/** Identity as a process, which ends only by kill -9. */
async function startProcess(environment: Readonly<Record<string, string>>) {
  const { ISSUER = "", HTTP_ADDRESS = "" } = environment;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", pathOf("main.ts")], {
    env: { ...process.env, ...environment },
    stdio: "ignore",
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const replica = replicaAt(ISSUER, HTTP_ADDRESS);
  await until(() => replica.token(worker).then(Boolean, () => false));
  return {
    ...replica,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

async function openKeys(url: string) {
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  const keys = createPostgresSigningKeys(database);
  const states = async () => Object.fromEntries((await keys.list()).map(({ kid, state }) => [kid, state]));
  return { states, [Symbol.asyncDispose]: () => database.close() };
}

/** `keys rotate` as a process, which may be killed before it has done anything, or after. */
function rotate(url: string, killAfterMs?: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", pathOf("cli/main.ts"), "keys", "rotate"],
    {
      env: { ...process.env, DATABASE_URL: url },
      stdio: "ignore",
    },
  );
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve) =>
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    }),
  );
}

describe("kill -9 in the middle of a rotation", () => {
  it(
    "leaves keys to go on with: each token stays good, and the next start ends what was begun",
    async () => {
      await using database = await testDatabase();
      const port = await freePort();
      const environment = {
        DATABASE_URL: database.url,
        HTTP_ADDRESS: `127.0.0.1:${port}`,
        ISSUER: `http://127.0.0.1:${port}`,
        CLIENTS: JSON.stringify([{ client_id, jwks, resources }]),
        SIGNING_KEY_LEAD_S: "1",
      };
      const issuer = environment.ISSUER;
      await using keys = await openKeys(database.url);
      const { states } = keys;

      for (const moment of ["published", "active"] as const) {
        const tokens: string[] = [];
        {
          await using identity = await startProcess(environment);
          tokens.push(await identity.token(worker));
          const before = await states();
          await rotate(database.url);
          await until(async () => {
            const added = Object.entries(await states()).filter(([kid]) => !(kid in before));
            return added.some(([, state]) => moment === "published" || state === "active");
          });
        }
        await using identity = await startProcess(environment);
        await until(async () => signerOf(await identity.token(worker)) !== signerOf(tokens[0] ?? ""));
        tokens.push(await identity.token(worker));
        const verify = createVerifier({ issuer, audience: PRODUCT, fetch: identity.fetch });
        for (const token of tokens) await expect(verify(token)).resolves.toMatchObject({ clientId: client_id });
        const found = Object.values(await states());
        expect(found.filter((state) => state === "active")).toHaveLength(1);
        expect(found).not.toContain("next");
      }
    },
    LONG_MS,
  );

  it(
    "of the command line leaves one active key, and at most one next",
    async () => {
      await using database = await testDatabase();
      const port = await freePort();
      {
        await using _ = await startProcess({
          DATABASE_URL: database.url,
          HTTP_ADDRESS: `127.0.0.1:${port}`,
          ISSUER: `http://127.0.0.1:${port}`,
          CLIENTS: JSON.stringify([{ client_id, jwks, resources }]),
        });
      }
      await using keys = await openKeys(database.url);
      const rounds = Array.from({ length: 5 }, (_, round) => rotate(database.url, 300 + round * 200));
      await Promise.all(rounds);
      await rotate(database.url);
      expect(Object.values(await keys.states()).toSorted()).toEqual(["active", "next"]);
    },
    LONG_MS,
  );
});
