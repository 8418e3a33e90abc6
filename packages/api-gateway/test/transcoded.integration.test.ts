import { inspect } from "node:util";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { implement, RpcError, serve } from "@hexmart/grpc";
import { createTestIssuer, recordingLogger, silentLogger } from "@hexmart/testing";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { compose } from "#compose";
import type { Config } from "#config";
import { sendRaw, until } from "./gateway.ts";

const issuer = createTestIssuer();
const seen: { requestId?: string; client?: string | undefined; user?: string | undefined; ended: number }[] = [];
let carts: Awaited<ReturnType<typeof serve>>;
let gateway: Awaited<ReturnType<typeof compose>>;
const logger = recordingLogger();
let token: string;

const unused = () => {
  throw new RpcError("UNIMPLEMENTED", "No test asks for it");
};

beforeAll(async () => {
  const service = implement(ShoppingCartService, {
    createShoppingCart: unused,
    updateQuantity: unused,
    removeItem: unused,
    batchRemoveItems: unused,
    clearShoppingCart: unused,
    listShoppingCartItems: unused,
    async getShoppingCart({ username }, { requestId, principal, signal }) {
      if (username === "late") await new Promise((_resolve, reject) => signal.addEventListener("abort", reject));
      seen.push({ requestId, client: principal?.clientId, user: principal?.username, ended: 0 });
      return { shoppingCart: { username } };
    },
    async *watchShoppingCart({ username }, { signal }) {
      const call = { ended: 0 };
      seen.push(call);
      signal.addEventListener("abort", () => {
        call.ended += 1;
      });
      yield { shoppingCart: { username, itemCount: 1n } };
      await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
    async addItems(requests) {
      let count = 0n;
      for await (const { items } of requests) count += BigInt(items.length);
      return { addedCount: count };
    },
  });
  carts = await serve({
    address: "127.0.0.1:0",
    services: [service],
    auth: { policy, verify: issuer.verifier("urn:hexmart:shopping-cart") },
    logger: silentLogger,
  });
  gateway = await open();
  token = await mint();
});
afterAll(async () => {
  await gateway?.drain();
  await carts?.[Symbol.asyncDispose]();
});

const open = (more: Partial<Config> = {}) =>
  compose(
    {
      HTTP_ADDRESS: "127.0.0.1:0",
      ISSUER: issuer.issuer,
      MOVIES_API_ADDRESS: "127.0.0.1:1",
      PRODUCT_ADDRESS: "127.0.0.1:1",
      SHOPPING_CART_ADDRESS: carts.address,
      DISCOUNT_ADDRESS: "127.0.0.1:1",
      CORS_ORIGINS: [],
      MAX_BODY_BYTES: 64 * 1_024,
      MAX_STREAM_BYTES: 200_000,
      STREAM_IDLE_MS: 20_000,
      MAX_IN_FLIGHT: 1_000,
      LOG_LEVEL: "info",
      SHUTDOWN_TIMEOUT_MS: 1_000,
      ...more,
    },
    { logger, fetch: issuer.fetch },
  );

const mint = (more: object = {}) =>
  issuer.mint({
    clientId: "movies-web",
    username: "alice",
    scopes: ["cart.read", "cart.write"],
    audience: "urn:hexmart:shopping-cart",
    ...more,
  });

async function ask(path: string, { headers, ...rest }: RequestInit & { duplex?: "half" } = {}, as = token) {
  const response = await fetch(`http://${gateway.address}${path}`, {
    ...rest,
    headers: { ...(as !== "" && { authorization: `Bearer ${as}` }), ...Object.fromEntries(new Headers(headers)) },
  });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

const status = (http: number, code: number, reason: string) => ({
  status: http,
  json: { code, details: expect.arrayContaining([expect.objectContaining({ reason, domain: "hexmart.dev" })]) },
});

describe("a call", () => {
  it("is made with the caller's own token and request id, and without what he says of himself", async () => {
    const answer = await ask("/v1/carts/alice", { headers: { "x-request-id": "r-1", "x-user": "bob" } });

    expect(answer).toMatchObject({ status: 200, json: { username: "alice" } });
    expect(seen.at(-1)).toMatchObject({ requestId: "r-1", client: "movies-web", user: "alice" });
    expect(answer.headers.get("x-request-id")).toBe("r-1");
  });

  it("is known in the log by its template, never by its path", async () => {
    await ask("/v1/carts/alice/items?page_size=3", { headers: { "x-request-id": "r-2" } });

    const line = await logger.until((lines) => lines.find(({ requestId }) => requestId === "r-2"));
    expect(line).toMatchObject({ route: "/v1/carts/{username}/items" });
    expect(JSON.stringify(line)).not.toContain("alice");
  });

  it("needs a token, for this service, with the scopes of the contract", async () => {
    const before = seen.length;

    expect(await ask("/v1/carts/alice", {}, "")).toMatchObject(status(401, 16, "TOKEN_MISSING"));
    expect(await ask("/v1/carts/alice", {}, await mint({ audience: "urn:hexmart:product" }))).toMatchObject(
      status(401, 16, "TOKEN_INVALID"),
    );
    const reader = await mint({ scopes: ["cart.read"] });
    const refused = await ask("/v1/carts/alice/items", { method: "POST", body: "{}" }, reader);
    expect(refused).toMatchObject(status(403, 7, "SCOPE_MISSING"));
    expect(refused.headers.get("www-authenticate")).toContain('scope="cart.write"');
    expect(seen).toHaveLength(before);
  });

  it("to the cart of somebody else is refused by the service itself", async () => {
    expect(await ask("/v1/carts/bob")).toMatchObject(status(403, 7, "NOT_OWNER"));
  });

  it("is told as google.rpc.Status what is wrong with it", async () => {
    expect(await ask("/v1/carts/alice?x=1")).toMatchObject({ status: 400, json: { code: 3 } });
    expect(await ask("/v1/carts/alice", { method: "PUT" })).toMatchObject({ status: 405, json: { code: 12 } });
    expect(await ask("/v1/nothing")).toMatchObject({ status: 404, json: { code: 5 } });
    expect(await ask("/v1/carts/a%2Fb")).toMatchObject({ status: 400, json: { code: 3 } });
  });

  it("in a hurry is late for its caller alone", async () => {
    const late = await mint({ username: "late" });
    for (let calls = 0; calls < 12; calls += 1) {
      const answer = await ask("/v1/carts/late", { headers: { "grpc-timeout": "20m" } }, late);
      expect(answer).toMatchObject({ status: 504, json: { code: 4 } });
    }

    expect((await ask("/v1/carts/alice")).status).toBe(200);
  });

  it("to a service that is away is UNAVAILABLE", async () => {
    const product = await mint({ audience: "urn:hexmart:discount", scopes: ["discount.read"] });

    expect(DiscountService.typeName).toBe("hexmart.discount.v1.DiscountService");
    const answer = await ask("/v1/discounts/CODE_100", { headers: { "x-request-id": "r-away" } }, product);
    expect(answer).toMatchObject({ status: 503, json: { code: 14 } });
    expect(answer.headers.get("retry-after")).toBe("1");
    // What is behind the gateway, and where, is nobody's business in front of it.
    expect(JSON.stringify(answer.json)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|round_robin/);

    // Whoever runs the gateway reads it in the log, once, and no token beside it.
    const told = logger.lines.filter(({ event }) => event === "upstream.unreachable");
    expect(told).toEqual([
      expect.objectContaining({
        level: "warn",
        upstream: DiscountService.typeName,
        method: "GetDiscount",
        requestId: "r-away",
        err: expect.objectContaining({ message: expect.stringContaining("127.0.0.1:1") }),
      }),
    ]);
    expect(inspect(told, { depth: null })).not.toContain(product);
  });
});

describe("a stream", () => {
  const item = { productId: "01900000-0000-7000-8000-000000000001", quantity: 1 };
  const line = () => JSON.stringify({ items: [{ ...item, requestId: crypto.randomUUID() }] });

  it("of requests goes in line by line", async () => {
    const answer = await ask("/v1/carts/alice/items", {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: `${line()}\n${line()}\n`,
    });

    expect(answer).toMatchObject({ status: 200, json: { addedCount: "2" } });
  });

  it("with a line that is too long is refused", async () => {
    const answer = await ask("/v1/carts/alice/items", {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: `{"username":"${"a".repeat(70_000)}"}\n`,
    });

    expect(answer).toMatchObject({ status: 413, json: { code: 8 } });
  });

  it("of requests is bounded as a whole, and by its pauses, not by how long it takes", async () => {
    await using opened = new AsyncDisposableStack();
    const hasty = await open({ STREAM_IDLE_MS: 20 });
    opened.defer(() => hasty.drain());
    const head = `POST /v1/carts/alice/items HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

    const paused = await sendRaw(`${hasty.address}`, head + chunk(`${line()}\n`));
    const large = await ask("/v1/carts/alice/items", {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: `${line()}\n`.repeat(2_000),
    });

    expect(paused).toMatch(/^HTTP\/1.1 408 .*"code":1,/s);
    expect(large).toMatchObject({ status: 413, json: { code: 8 } });
  });

  it.each([
    ["application/x-ndjson", '{"result":{"username":"alice"'],
    ["text/event-stream", 'data: {"username":"alice"'],
  ])(
    "of answers comes out as %s while it goes on, and ends at the service when its reader leaves",
    async (accept, starts) => {
      const reader = new AbortController();
      const response = await fetch(`http://${gateway.address}/v1/carts/alice:watch`, {
        headers: { authorization: `Bearer ${token}`, accept },
        signal: reader.signal,
      });
      const { value } = (await response.body?.getReader().read()) ?? {};
      const call = seen.at(-1);

      expect(response.headers.get("content-type")).toContain(accept);
      expect(Buffer.from(value ?? []).toString()).toContain(starts);
      reader.abort();
      await until(() => call?.ended === 1);
    },
  );
});

describe("the document", () => {
  it("is served, and as a page that fetches nothing", async () => {
    const { json } = await ask("/openapi.json", {}, "");
    const page = await (await fetch(`http://${gateway.address}/docs`)).text();

    expect(json).toMatchObject({ openapi: "3.1.0", paths: { "/movies/{id}": {}, "/v1/carts/{username}": {} } });
    expect(page).toContain('<article id="ShoppingCartService_AddItems">');
    expect(page).not.toMatch(/<script|<link|<img|src=/);
  });
});
