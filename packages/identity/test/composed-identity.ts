import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Fetch } from "@hexmart/auth";
import { type ConfigOf, readConfig } from "@hexmart/runtime";
import { silentLogger } from "@hexmart/testing";
import { compose } from "#compose";
import { config } from "#config";
import { ask, type TestClient, tokenRequest } from "./in-memory-identity.ts";

/** A port that was free a moment ago: the issuer's URL must be known before the server listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The environment of a service, as an operator would write it. */
export function environmentOf(
  url: string,
  port: number,
  clients: readonly TestClient[],
  change: Readonly<Record<string, string>> = {},
): ConfigOf<typeof config> {
  const registered = clients.map(({ client: { clientId, jwks, resources } }) => {
    return { client_id: clientId, jwks, resources };
  });
  const read = readConfig(config, {
    DATABASE_URL: url,
    HTTP_ADDRESS: `127.0.0.1:${port}`,
    ISSUER: `http://127.0.0.1:${port}`,
    CLIENTS: JSON.stringify(registered),
    ...change,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.values;
}

/** The composed service over a real socket and a real database. */
export async function start(url: string, clients: readonly TestClient[]) {
  const environment = environmentOf(url, await freePort(), clients);
  const { address = "", drain } = await compose(environment, { logger: silentLogger });
  return {
    issuer: environment.ISSUER,
    async token(client: TestClient, change: object = {}) {
      const headers = { host: address, "content-type": "application/x-www-form-urlencoded" };
      const body = await tokenRequest(environment.ISSUER, client, change);
      return ask(address, "/connect/token", { method: "POST", headers, body });
    },
    async publishedKeyIds(): Promise<string[]> {
      const { body } = await ask(address, "/.well-known/openid-configuration/jwks", { headers: { host: address } });
      return JSON.parse(body).keys.map(({ kid }: { kid: string }) => kid);
    },
    ready: async () => (await ask(address, "/readyz")).status,
    [Symbol.asyncDispose]: drain,
  };
}

type ReplicaOptions = {
  clients: readonly TestClient[];
  change?: Readonly<Record<string, string>>;
  clock?: { now(): Date };
};

/** Two replicas behind one issuer, over one database. Each can be asked for itself. */
export async function startReplicas(url: string, { clients, change = {}, clock }: ReplicaOptions) {
  const environment = environmentOf(url, await freePort(), clients, { ALLOWED_HOSTS: "127.0.0.1", ...change });
  const other = { ...environment, HTTP_ADDRESS: `127.0.0.1:${await freePort()}` };
  const context = { logger: silentLogger, ...(clock && { clock }) };
  const replicas = await Promise.all([environment, other].map((each) => compose(each, context)));
  return {
    issuer: environment.ISSUER,
    replicas: replicas.map(({ address = "" }) => replicaAt(environment.ISSUER, address)),
    async [Symbol.asyncDispose]() {
      await Promise.all(replicas.map((one) => one.drain()));
    },
  };
}

/** What a test asks of one replica: a token, and what a service asks of it to verify one. */
export function replicaAt(issuer: string, address: string) {
  const fetchHere: Fetch = (target, init) => fetch(target.replace(issuer, `http://${address}`), init);
  return {
    fetch: fetchHere,
    async token(client: TestClient): Promise<string> {
      const body = await tokenRequest(issuer, client);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetchHere(`${issuer}/connect/token`, { method: "POST", headers, body });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}: ${text}`);
      return JSON.parse(text).access_token;
    },
    async publishedKeyIds(): Promise<string[]> {
      const answer = await fetchHere(`${issuer}/.well-known/openid-configuration/jwks`);
      const { keys } = (await answer.json()) as { keys: { kid: string }[] };
      return keys.map(({ kid }) => kid);
    },
  };
}

export type Replica = ReturnType<typeof replicaAt>;

/** Waits until a condition holds; jest's own time limit ends what never does. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}
