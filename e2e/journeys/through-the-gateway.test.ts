import { audiences } from "@hexmart/stack";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { registrationsFor, tokenOf } from "../people.ts";
import { type System, startSystem } from "../system.ts";

type Operation = {
  readonly operationId: string;
  readonly security: readonly { readonly oauth2: readonly string[] }[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
};
type Parameter = { readonly $ref?: string; readonly name: string; readonly in: string; readonly example?: unknown };

const movies = { resource: audiences["movies-api"], scopes: ["movies.read", "movies.write"] };

let system: System;
let gateway: string;
let tokenOfAlice: string;

beforeAll(async () => {
  system = await startSystem({
    services: ["identity", "discount", "product", "shopping-cart", "movies-api", "api-gateway"],
    registrations: registrationsFor(movies),
  });
  tokenOfAlice = await tokenOf(system, { username: "alice", password: "a1" }, movies);
  gateway = `http://${system.services.get("api-gateway")?.address}`;
}, 180_000);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
});

/** Movies belong to people; everything else a client may have too. */
async function ask(path: string, audience: keyof typeof audiences, scopes: readonly string[], init: RequestInit = {}) {
  const token = audience === "movies-api" ? tokenOfAlice : await system.accessToken("e2e", audiences[audience], scopes);
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` };
  return fetch(`${gateway}${path}`, { ...init, headers });
}

it("lists products, and tells as a Status what is wrong with a discount code", async () => {
  const products = await ask("/v1/products?page_size=2", "product", ["product.read"]);
  const unknown = await ask("/v1/discounts/NOPE", "discount", ["discount.read"]);

  expect(await products.json()).toMatchObject({ products: [{ name: expect.any(String) }, {}] });
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 5 }]);
}, 60_000);

it("lets a user change what is hers, and nothing of others", async () => {
  const write = (method: string, path: string, body?: object) =>
    ask(path, "movies-api", movies.scopes, {
      method,
      headers: { "if-match": "*", ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const listed = await ask("/movies?owner=bob&page_size=1", "movies-api", movies.scopes);
  const { movies: [ofBob] = [] } = (await listed.json()) as { movies?: { id: string; owner: string }[] };
  const created = await write("POST", "/movies", {
    title: "Ran",
    genre: "Drama",
    rating: 8.2,
    releaseDate: "1985-06-01",
  });
  const location = created.headers.get("location") ?? "";

  expect([created.status, await created.json()]).toMatchObject([201, { owner: "alice" }]);
  expect(location).toMatch(/^\/movies\/[0-9a-f-]+$/);
  expect((await write("DELETE", `/movies/${ofBob?.id}`)).status).toBe(403);
  expect((await write("DELETE", location)).status).toBe(204);
}, 60_000);

it("fills a cart line by line, and shows it as it is filled", async () => {
  const cart = ["cart.read", "cart.write", "cart.any_owner"];
  const leave = new AbortController();
  const shown = await ask("/v1/carts/swn:watch", "shopping-cart", cart, { signal: leave.signal });
  const reader = shown.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('"itemCount":"2"');

  const item = {
    requestId: crypto.randomUUID(),
    productId: "01900000-0000-7000-8000-000000000003",
    quantity: 1,
    color: "Blue",
    discountCode: "CODE_100",
  };
  const added = await ask("/v1/carts/swn/items", "shopping-cart", cart, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: `${JSON.stringify({ items: [item] })}\n`,
  });

  expect(await added.json()).toMatchObject({ addedCount: "1" });
  expect((await reader?.read())?.value).toContain('"itemCount":"3"');
  leave.abort();
}, 60_000);

it("takes every example of its own document", async () => {
  const document = (await (await fetch(`${gateway}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
  };
  const refused: string[] = [];
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "parameters")
      .map(([method, operation]) => ({
        path,
        method,
        operation,
      })),
  );

  // What is created first and deleted last is there for the others.
  const rank = ({ method, operation }: (typeof operations)[number]) =>
    /_Create|^create/.test(operation.operationId) ? 0 : method === "delete" ? 2 : 1;
  operations.sort((a, b) => rank(a) - rank(b));

  for (const { path, method, operation } of operations) {
    const parameters = (operation.parameters ?? []).map((one) =>
      one.$ref ? (document.components.parameters[one.$ref.split("/").at(-1) ?? ""] ?? one) : one,
    );
    const given = (where: string) => parameters.filter((one) => one.in === where && one.example !== undefined);
    const filled = path.replaceAll(/\{([^}]+)\}/g, (_all, name) => {
      const own = parameters.find((one) => one.name === name && one.example !== undefined);
      return encodeURIComponent(String(own?.example));
    });
    const query = new URLSearchParams(Object.fromEntries(given("query").map((one) => [one.name, String(one.example)])));
    const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const leave = new AbortController();
    const scopes = operation.security.flatMap(({ oauth2 }) => oauth2);
    const response = await ask(`${filled}?${query}`, audienceOf(path), withOwner(scopes), {
      method: method.toUpperCase(),
      headers: {
        ...Object.fromEntries(given("header").map((one) => [one.name, String(one.example)])),
        ...(type && { "content-type": type }),
      },
      ...(media && { body: JSON.stringify(media.example) }),
      signal: leave.signal,
    });
    if (!response.ok) refused.push(`${operation.operationId} ${response.status}`);
    leave.abort();
  }

  expect(operations.length).toBeGreaterThan(30);
  expect(refused).toEqual([]);
}, 120_000);

function audienceOf(path: string): keyof typeof audiences {
  if (path.startsWith("/v1/products")) return "product";
  if (path.startsWith("/v1/carts")) return "shopping-cart";
  return path.startsWith("/v1/discounts") ? "discount" : "movies-api";
}

function withOwner(scopes: readonly string[]): readonly string[] {
  return scopes.some((scope) => scope.startsWith("cart.")) ? [...scopes, "cart.any_owner"] : scopes;
}
