import { connect as connectTcp } from "node:net";
import { createTestIssuer, type MintOptions, recordingLogger } from "@hexmart/testing";
import { routes as ownRoutes } from "#app/routes.ts";
import { compose } from "#compose";
import type { Config } from "#config";
import { type FakeUpstream, startFakeUpstream } from "./fake-upstream.ts";

export type Asked = RequestInit & { readonly token?: string };

/** The composed gateway on a socket, before a fake movies API. */
export async function openGateway({
  config = {},
  routes = ownRoutes,
}: {
  config?: Partial<Config>;
  routes?: unknown;
} = {}) {
  await using opened = new AsyncDisposableStack();
  const issuer = createTestIssuer();
  const movies: FakeUpstream = opened.use(await startFakeUpstream());
  const logger = recordingLogger();
  const fetched: string[] = [];
  const gateway = await compose(
    {
      HTTP_ADDRESS: "127.0.0.1:0",
      ISSUER: issuer.issuer,
      MOVIES_API_ADDRESS: movies.address,
      PRODUCT_ADDRESS: "127.0.0.1:1",
      SHOPPING_CART_ADDRESS: "127.0.0.1:1",
      DISCOUNT_ADDRESS: "127.0.0.1:1",
      CORS_ORIGINS: [],
      MAX_BODY_BYTES: 64 * 1_024,
      MAX_STREAM_BYTES: 1_000_000,
      STREAM_IDLE_MS: 20_000,
      MAX_IN_FLIGHT: 1_000,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 1_000,
      ...config,
    },
    {
      logger,
      routes,
      fetch: (url, options) => {
        fetched.push(String(url));
        return issuer.fetch(url, options);
      },
    },
  );
  opened.defer(() => gateway.drain());
  const address = `${gateway.address}`;
  const mint = (more: Partial<MintOptions> = {}) =>
    issuer.mint({
      clientId: "movies-web",
      username: "alice",
      scopes: ["movies.read", "movies.write"],
      audience: "urn:hexmart:movies-api",
      ...more,
    });
  const alice = await mint();
  const resources = opened.move();
  return {
    address,
    movies,
    logger,
    issuer,
    fetched,
    mint,
    alice,
    drain: () => gateway.drain(),
    /** Asks as alice, unless by another token or by none: "". */
    async ask(path: string, { token = alice, headers, ...rest }: Asked = {}) {
      const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
      const all = { ...authorization, ...Object.fromEntries(new Headers(headers)) };
      const response = await fetch(`http://${address}${path}`, { redirect: "manual", ...rest, headers: all });
      const text = await response.text();
      const json =
        /json\b/.test(response.headers.get("content-type") ?? "") && text !== "" ? JSON.parse(text) : undefined;
      return { status: response.status, headers: response.headers, text, json };
    },
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

export type Gateway = Awaited<ReturnType<typeof openGateway>>;

/** Sends bytes as they are, and answers all that comes until the connection ends. */
export function sendRaw(address: string, bytes: string): Promise<string> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connectTcp(Number(port), host);
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
    socket.write(bytes, "latin1");
  });
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    // The test has failed by then; what goes on for ever would keep its process.
    if (Date.now() > end) throw new Error("Waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
