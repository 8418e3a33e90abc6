import { document } from "@hexmart/contracts/openapi/movies.v1";
import { createTestIssuer, type MintOptions, recordingLogger, startRelay, testDatabase } from "@hexmart/testing";
import { expect } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { compose } from "#compose";
import { newId } from "./movies.ts";

const audience = "urn:hexmart:movies-api";

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const isProblem = ajv.addSchema(document, "document").compile({ $ref: "document#/components/schemas/Problem" });

export type Asked = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text. */
  readonly body?: unknown;
};

/** Asks once. Whatever is no success has to be a problem as the contract describes it. */
export async function ask(address: string, path: string, { method = "GET", headers = {}, body }: Asked = {}) {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await fetch(`http://${address}${path}`, {
    method,
    headers: { ...(body !== undefined && { "content-type": type }), ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    json: /json/.test(response.headers.get("content-type") ?? "") && text ? JSON.parse(text) : undefined,
  };
  expect(answer.headers["x-request-id"]).toMatch(/^[\w.:/+=@-]{1,128}$/);
  if (answer.status >= 400 && method !== "HEAD") {
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect([isProblem(answer.json), isProblem.errors]).toEqual([true, null]);
    expect(answer.json).toMatchObject({ status: answer.status, requestId: answer.headers["x-request-id"] });
  }
  return answer;
}

/** The composed service on a socket, with a database of its own that can go away. */
export async function openService() {
  await using opened = new AsyncDisposableStack();
  const issuer = createTestIssuer();
  const database = opened.use(await testDatabase());
  const relay = opened.use(await startRelay(database.url));
  const logger = recordingLogger();
  const fetched: string[] = [];
  const service = await compose(
    {
      HTTP_ADDRESS: "127.0.0.1:0",
      DATABASE_URL: relay.url,
      ISSUER: issuer.issuer,
      AUDIENCE: audience,
      PLAINTEXT_TOKENS: "loopback",
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 10_000,
    },
    {
      logger,
      fetch: (url, options) => {
        fetched.push(String(url));
        return issuer.fetch(url, options);
      },
    },
  );
  opened.defer(() => service.drain());
  const address = `${service.address}`;
  const mint = (token: Partial<MintOptions> = {}) =>
    issuer.mint({ clientId: "movies-web", scopes: ["movies.read", "movies.write"], audience, ...token });
  /** Asks with an access token. */
  const as = (token: Partial<MintOptions>) => {
    const minted = mint(token);
    return async (path: string, asked: Asked = {}) =>
      ask(address, path, { ...asked, headers: { authorization: `Bearer ${await minted}`, ...asked.headers } });
  };
  const resources = opened.move();
  return {
    address,
    issuer,
    relay,
    logger,
    /** Every address that was fetched to verify tokens. */
    fetched,
    drain: () => service.drain(),
    mint,
    as,
    alice: as({ username: "alice", claims: { roles: ["user"] } }),
    bob: as({ username: "bob", claims: { roles: ["user", "admin"] } }),
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

export type Service = Awaited<ReturnType<typeof openService>>;

export const problem = (name: string, status: number) => ({
  status,
  json: { type: `urn:hexmart:problem:${name}` },
});

/** What a client may say of a movie. */
export const draft = (more: object = {}) => ({
  id: newId(),
  title: "Seven Samurai",
  genre: "Drama",
  rating: 8.6,
  releaseDate: "1954-04-26",
  ...more,
});
