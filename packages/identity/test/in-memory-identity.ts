import { randomBytes, randomUUID } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { Fetch } from "@hexmart/auth";
import { recordingLogger } from "@hexmart/testing";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createCurrentProvider } from "#adapters/http/current-provider.ts";
import { logProtocol } from "#adapters/http/log-protocol.ts";
import { createProvider } from "#adapters/http/provider.ts";
import { createAdapterFactory } from "#adapters/http/provider-adapter.ts";
import { startServer } from "#adapters/http/server.ts";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { createMemoryStore } from "#adapters/memory/store.ts";
import { isClientSecret } from "#adapters/passwords/client-secret.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import { createUseCases } from "#app/index.ts";
import type { NewUser } from "#domain/account.ts";
import type { Client } from "#domain/client.ts";
import { inSigningOrder } from "#domain/signing-key.ts";

export type Answer = { status: number; headers: Record<string, unknown>; body: string };
export type Asked = { method?: string; headers?: Record<string, string>; body?: string };

/** Sends a request to `address` as it is given: any Host header, any target. `fetch` would correct both. */
export async function ask(
  address: string,
  path: string,
  { method = "GET", headers, body }: Asked = {},
): Promise<Answer> {
  const { hostname, port } = new URL(`http://${address}`);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request({ host: hostname, port, path, method, headers, agent: false }, (response) => {
    text(response).then(
      (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
      reject,
    );
  });
  sent.on("error", reject).end(body);
  return promise;
}

/** A client with a key of its own, which signs assertions as it is told. */
export async function createTestClient(clientId: string, resources: Client["resources"]) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const client: Client = {
    clientId,
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256", use: "sig" }] },
    resources,
  };
  const assertion = (audience: string, claims: object = {}) =>
    new SignJWT({ iss: clientId, sub: clientId, aud: audience, jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "1" })
      .setIssuedAt()
      .setExpirationTime("exp" in claims ? Number(claims.exp) : "1m")
      .sign(privateKey);
  return { client, assertion, privateJwk: { ...(await exportJWK(privateKey)), kid: "1", alg: "ES256" } };
}

const rotationPolicy = { maxAgeMs: Number.POSITIVE_INFINITY, leadMs: 900_000, keepMs: Number.POSITIVE_INFINITY };

export type TestClient = Awaited<ReturnType<typeof createTestClient>>;

/** The body of a token request by `client`. */
export async function tokenRequest(issuer: string, { client, assertion }: TestClient, change: object = {}) {
  const parameters: Record<string, unknown> = {
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await assertion(issuer),
    resource: "urn:hexmart:product",
    scope: "product.read",
    ...change,
  };
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) sent.append(name, String(one));
  }
  return sent.toString();
}

/** The identity service on a free port, with nothing but memory behind it. */
export async function startInMemoryIdentity({
  issuer = "http://issuer.test:5005",
  address = "127.0.0.1:0",
  allowedHosts = [] as readonly string[],
  trustedProxies = [] as readonly string[],
  clients = [] as readonly Client[],
  users = [] as readonly NewUser[],
  isUnavailable = (_error: unknown): boolean => false,
} = {}) {
  const ports = {
    ...createMemoryStore(),
    generateSigningKey,
    passwords: createPasswordHasher({ log2N: 4, r: 8, p: 1 }),
    newId: randomUUID,
    newSecret: () => randomBytes(32).toString("base64url"),
    clock: { now: () => new Date() },
  };
  const app = createUseCases(ports);
  await app.registerClients(clients);
  await app.registerUsers(users);
  const { keys } = await app.keepSigningKeys(rotationPolicy);
  const adapter = createAdapterFactory(ports);
  const logger = recordingLogger();
  const cookieKeys = [await app.ensureCookieKey()];
  const provider = createCurrentProvider((signingKeys) => {
    const made = createProvider({
      issuer,
      adapter,
      accounts: ports.accounts,
      signingKeys,
      cookieKeys,
      accessTokenTtlSeconds: 300,
      isClientSecret,
    });
    logProtocol(made, { logger, accounts: ports.accounts });
    return made;
  });
  const [signingKey] = inSigningOrder(keys);
  if (!signingKey) throw new Error("there is no signing key");
  provider.useKeys([signingKey]);
  const server = await startServer({
    address,
    issuer,
    provider,
    app,
    accounts: ports.accounts,
    artifacts: ports.artifacts,
    allowedHosts,
    trustedProxies,
    isUnavailable,
    health: async () => {},
    logger,
  });
  const host = new URL(issuer).host;

  const fetch: Fetch = async (url, init) => {
    const { pathname, search } = new URL(url);
    const headers = { ...Object.fromEntries(new Headers(init?.headers)), host: new URL(url).host };
    const sent = { method: init?.method ?? "GET", headers, ...(init?.body ? { body: String(init.body) } : {}) };
    const answer = await ask(server.address, pathname + search, sent);
    return new Response(answer.body, { status: answer.status, headers: answer.headers as Record<string, string> });
  };

  return {
    issuer,
    host,
    address: server.address,
    lines: logger.lines,
    logged: logger.until,
    /** The lines of what has happened, without those of requests. */
    events: () => logger.lines.filter(({ event }) => event !== undefined),
    signingKey,
    useKeys: provider.useKeys,
    app,
    ports,
    adapter,
    fetch,
    ask: (path: string, asked: Asked = {}) =>
      ask(server.address, path, { ...asked, headers: { host, ...asked.headers } }),
    async token(client: TestClient, change: object = {}) {
      const headers = { host, "content-type": "application/x-www-form-urlencoded" };
      const body = await tokenRequest(issuer, client, change);
      return ask(server.address, "/connect/token", { method: "POST", headers, body });
    },
    drain: () => server.drain(),
    [Symbol.asyncDispose]: () => server.drain(),
  };
}
