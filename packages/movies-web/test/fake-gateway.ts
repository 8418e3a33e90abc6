import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { create, type Message } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import { document } from "@hexmart/contracts/openapi/movies.v1";
import * as products from "@hexmart/contracts/product/v1/product";
import * as carts from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { fromParts, money, multiply, subtract, toParts } from "@hexmart/money";
import { type Call, createTranscoder, TranscodeError } from "@hexmart/transcode";
import { Ajv2020 } from "ajv/dist/2020.js";
import { decodeJwt } from "jose";

type StoredMovie = Record<string, unknown> & { id: string; owner: string; etag: string; title: string; genre: string };
type StoredItem = { productId: string; color: string; quantity: number; discountCode: string };

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(document, "document");
const checks = {
  POST: ajv.compile({ $ref: "document#/components/schemas/NewMovie" }),
  PUT: ajv.compile({ $ref: "document#/components/schemas/MovieContent" }),
};
const validate = createValidator();

const movie = (
  id: number,
  title: string,
  genre: string,
  rating: number,
  releaseDate: string,
  owner: string,
): StoredMovie => ({
  id: `01900000-0000-7000-8000-${String(id).padStart(12, "0")}`,
  ...{ title, genre, rating, releaseDate, owner, etag: randomUUID() },
  ...{ createTime: "2026-01-01T00:00:00.000Z", updateTime: "2026-01-01T00:00:00.000Z" },
});

export const productId = (n: number) => `01910000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const dollars = (decimal: string) => toParts(money("USD", decimal));

/**
 * What movies-web asks of the gateway, on a socket and out of memory. Paths and messages are those of the contracts:
 * what breaks them is refused, and so is a token for another audience.
 */
export async function startFakeGateway() {
  const movies = new Map(
    [
      movie(1, "The Shawshank Redemption", "Drama", 9.3, "1994-09-23", "alice"),
      movie(2, "The Godfather", "Crime", 9.2, "1972-03-24", "alice"),
      movie(3, "The Dark Knight", "Action", 9.1, "2008-07-18", "bob"),
      movie(4, "12 Angry Men", "Crime", 8.9, "1957-04-10", "bob"),
      movie(5, "Schindler's List", "Biography", 8.9, "1993-12-15", "alice"),
      movie(6, "Pulp Fiction", "Drama", 8.9, "1994-10-14", "alice"),
    ].map((one) => [one.id, one]),
  );
  const { IN_STOCK, LOW, OUT_OF_STOCK } = products.ProductStatus;
  const catalogue = [
    { id: productId(1), name: "Mi10T", description: "New Xiaomi Phone Mi10T", price: dollars("699"), status: IN_STOCK },
    { id: productId(2), name: "P40", description: "New Huawei Phone P40", price: dollars("899"), status: LOW },
    {
      id: productId(3),
      name: "A50",
      description: "New Samsung Phone A50",
      price: dollars("399.5"),
      status: OUT_OF_STOCK,
    },
  ].map((one) => create(products.ProductSchema, one));
  const stored = new Map<string, StoredItem[]>();
  const applied = new Set<string>();
  const watchers = new Set<() => void>();
  const asked: { readonly method: string; readonly path: string; readonly token: string }[] = [];
  const state = { down: false, refuseTokens: false, breaksOff: false };
  const changed = () => {
    for (const wake of watchers) wake();
  };

  function cartOf(username: string): carts.ShoppingCart {
    const items = stored.get(username);
    if (items === undefined) throw new TranscodeError("NOT_FOUND", `User "${username}" has no cart`);
    const priced = items.map((item) => {
      const product = catalogue.find(({ id }) => id === item.productId);
      const listPrice = fromParts(product?.price ?? dollars("0"));
      const discount = money("USD", item.discountCode === "CODE_100" ? "100" : "0");
      const total = multiply(subtract(listPrice, discount), item.quantity);
      return { ...item, productName: product?.name ?? "", listPrice, discount, total };
    });
    const sum = (amounts: bigint[]) =>
      toParts({ currencyCode: "USD", billionths: amounts.reduce((a, b) => a + b, 0n) });
    const totals = {
      listTotal: sum(priced.map(({ listPrice, quantity }) => multiply(listPrice, quantity).billionths)),
      discountTotal: sum(priced.map(({ discount, quantity }) => multiply(discount, quantity).billionths)),
      total: sum(priced.map(({ total }) => total.billionths)),
    };
    return create(carts.ShoppingCartSchema, {
      username,
      items: priced.map((item) => ({
        ...item,
        listPrice: toParts(item.listPrice),
        discount: toParts(item.discount),
        total: toParts(item.total),
      })),
      totals: items.length > 0 ? [totals] : [],
      itemCount: BigInt(items.length),
    });
  }

  function addItem(username: string, { requestId, ...item }: carts.NewItem) {
    const unknown = !["", "CODE_100"].includes(item.discountCode);
    if (unknown) {
      const outcome = carts.ItemOutcome.DISCOUNT_NOT_FOUND;
      return { requestId, outcome, message: `Discount "${item.discountCode}" does not exist` };
    }
    if (applied.has(requestId)) return undefined;
    applied.add(requestId);
    const items = stored.get(username) ?? [];
    const same = items.find(({ productId, color }) => productId === item.productId && color === item.color);
    if (same) same.quantity += item.quantity;
    else
      items.push({
        productId: item.productId,
        color: item.color,
        quantity: item.quantity,
        discountCode: item.discountCode,
      });
    return undefined;
  }

  const isItem = (key: { productId: string; color: string }) => (item: StoredItem) =>
    item.productId === key.productId && item.color === key.color;

  async function unary(name: string, request: Message): Promise<Message> {
    switch (name) {
      case "ListProducts":
        return create(products.ListProductsResponseSchema, { products: catalogue });
      case "GetProduct": {
        const product = catalogue.find(({ id }) => id === (request as products.GetProductRequest).id);
        if (product === undefined) throw new TranscodeError("NOT_FOUND", "There is no such product");
        return create(products.GetProductResponseSchema, { product });
      }
      case "CreateShoppingCart": {
        const { username } = request as carts.CreateShoppingCartRequest;
        if (stored.has(username)) throw new TranscodeError("ALREADY_EXISTS", "The user has a cart");
        stored.set(username, []);
        return create(carts.CreateShoppingCartResponseSchema, { shoppingCart: cartOf(username) });
      }
      case "GetShoppingCart": {
        const { username } = request as carts.GetShoppingCartRequest;
        return create(carts.GetShoppingCartResponseSchema, { shoppingCart: cartOf(username) });
      }
      case "UpdateQuantity": {
        const { username, quantity, ...key } = request as carts.UpdateQuantityRequest;
        const item = stored.get(username)?.find(isItem(key));
        if (item === undefined) throw new TranscodeError("NOT_FOUND", "The cart does not hold the item");
        item.quantity = quantity;
        changed();
        return create(carts.UpdateQuantityResponseSchema, { shoppingCart: cartOf(username) });
      }
      case "RemoveItem": {
        const { username, ...key } = request as carts.RemoveItemRequest;
        const items = stored.get(username) ?? [];
        stored.set(
          username,
          items.filter((item) => !isItem(key)(item)),
        );
        changed();
        return create(carts.RemoveItemResponseSchema, { shoppingCart: cartOf(username) });
      }
      default:
        throw new TranscodeError("UNIMPLEMENTED", `The fake does not know ${name}`);
    }
  }

  async function* watch(username: string, signal: AbortSignal) {
    for (;;) {
      yield create(carts.WatchShoppingCartResponseSchema, { shoppingCart: cartOf(username) });
      await new Promise<void>((resolve, reject) => {
        const wake = () => {
          watchers.delete(wake);
          resolve();
        };
        watchers.add(wake);
        signal.addEventListener("abort", () => {
          watchers.delete(wake);
          reject(signal.reason);
        });
      });
    }
  }

  function checked<T extends Message>(schema: Parameters<typeof validate.validate>[0], request: T): T {
    const result = validate.validate(schema, request);
    if (result.kind !== "valid") throw new TranscodeError("INVALID_ARGUMENT", String(result.error));
    return request;
  }

  const call: Call = (method, request, { signal }) => {
    if (method.name === "WatchShoppingCart") return watch((request as carts.WatchShoppingCartRequest).username, signal);
    if (method.name === "AddItems") return addItems(request as AsyncIterable<carts.AddItemsRequest>);
    return Promise.resolve().then(() => unary(method.name, checked(method.input, request as Message)));
  };

  async function addItems(requests: AsyncIterable<carts.AddItemsRequest>): Promise<Message> {
    const results = [];
    for await (const request of requests) {
      const { username, items } = checked(carts.AddItemsRequestSchema, request);
      cartOf(username);
      results.push(...items.map((item) => addItem(username, item)).filter((result) => result !== undefined));
    }
    changed();
    return create(carts.AddItemsResponseSchema, { results, refusedCount: BigInt(results.length) });
  }

  const transcoder = createTranscoder({ services: [products.ProductService, carts.ShoppingCartService], call });

  const problem = (status: number, name: string, detail: string, errors?: object[]) => {
    const body = {
      type: `urn:hexmart:problem:${name}`,
      title: name,
      status,
      detail,
      requestId: "r",
      ...(errors && { errors }),
    };
    return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
  };

  async function rest(request: Request, path: string, who: { username: string; admin: boolean }): Promise<Response> {
    const url = new URL(request.url);
    const answer = (one: StoredMovie, status = 200) =>
      Response.json(one, { status, headers: { etag: `"${one.etag}"` } });
    if (path === "/movies" && request.method === "GET") {
      const genre = url.searchParams.get("genre");
      const size = Number(url.searchParams.get("page_size"));
      const from = Number(url.searchParams.get("page_token") ?? "0");
      const found = [...movies.values()].filter((one) => genre === null || one.genre === genre);
      const next = from + size < found.length && { nextPageToken: String(from + size) };
      return Response.json({ movies: found.slice(from, from + size), ...next });
    }
    const id = path.split("/")[2] ?? "";
    const one = movies.get(id);
    if (request.method !== "POST" && one === undefined)
      return problem(404, "movie-not-found", `Movie "${id}" does not exist`);
    if (request.method === "GET" && one) return answer(one);
    if (one && !who.admin && one.owner !== who.username)
      return problem(403, "not-owner", `Movie "${id}" belongs to another user`);
    if (one && request.headers.get("if-match") !== `"${one.etag}"`)
      return problem(412, "movie-changed", "It has changed");
    if (request.method === "DELETE") {
      movies.delete(id);
      return new Response(null, { status: 204 });
    }
    const body = (await request.json()) as { id?: string };
    const check = checks[request.method as keyof typeof checks];
    if (!check(body)) {
      const errors = (check.errors ?? []).map(({ instancePath, message }) => ({
        in: "body",
        pointer: instancePath,
        detail: message,
      }));
      return problem(400, "invalid-request", "The body is not what the contract says", errors);
    }
    const times = { createTime: "2026-01-01T00:00:00.000Z", updateTime: new Date().toISOString() };
    const made = {
      owner: who.username,
      ...one,
      ...body,
      id: one?.id ?? body.id ?? "",
      etag: randomUUID(),
      ...times,
    } as StoredMovie;
    movies.set(made.id, made);
    return answer(made, one ? 200 : 201);
  }

  async function handle(request: Request): Promise<Response> {
    if (state.down) return problem(503, "unavailable", "The movies API cannot be reached");
    const { pathname: path } = new URL(request.url);
    const token = (request.headers.get("authorization") ?? "").replace(/^Bearer /, "");
    asked.push({ method: request.method, path, token });
    const audience = [
      ["/movies", "urn:hexmart:movies-api"],
      ["/v1/products", "urn:hexmart:product"],
      ["/v1/carts", "urn:hexmart:shopping-cart"],
    ].find(([prefix]) => prefix !== undefined && path.startsWith(prefix))?.[1];
    const claims = token === "" ? {} : decodeJwt(token);
    if (state.refuseTokens || claims.aud !== audience) return problem(401, "token-invalid", "It may have expired");
    const who = { username: String(claims.preferred_username), admin: (claims.roles as string[]).includes("admin") };
    return path.startsWith("/movies") ? rest(request, path, who) : transcoder.handle(request);
  }

  const server = createServer(async (incoming, outgoing) => {
    const leaving = new AbortController();
    outgoing.once("close", () => leaving.abort());
    const response = await handle(await toRequest(incoming, leaving.signal));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (state.breaksOff) {
      outgoing.write('{"');
      outgoing.destroy();
      return;
    }
    try {
      for await (const chunk of response.body ?? []) outgoing.write(chunk);
    } catch {
      // The reader has left.
    }
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    movies,
    carts: stored,
    asked,
    state,
    changed,
    watching: () => watchers.size,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  return new Request(`http://gateway${incoming.url}`, { method: incoming.method ?? "GET", headers, signal, ...body });
}
