import { randomUUID } from "node:crypto";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ProductService, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { RpcError } from "@hexmart/grpc";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { until } from "../system.ts";
import { type Replicated, servers, startReplicated } from "./replicated.ts";

/** Of the catalogue from the start; the cart service asks for its price, and for what the code takes off. */
const a50 = "01900000-0000-7000-8000-000000000003";
const CART = ["cart.read", "cart.write", "cart.any_owner"];
/** More than is on its way to a reader that pauses. */
const PRODUCTS = 20_000;

/** Somebody who uses the system without a pause, and how often it worked. */
type Caller = { readonly name: string; readonly call: () => Promise<unknown>; successes: number; failures: string[] };

describe("with two replicas of every server", () => {
  let system: Replicated;
  const resources = new DisposableStack();

  beforeAll(async () => {
    system = await startReplicated();
  }, 180_000);
  afterAll(async () => {
    resources.dispose();
    await system?.[Symbol.asyncDispose]();
  });

  /** Programs that call by gRPC, and browsers that come through the doors. */
  async function callers(): Promise<Caller[]> {
    const products = resources.use(await system.connectAs(ProductService, "product", ["product.read"]));
    const discounts = resources.use(await system.connectAs(DiscountService, "discount", ["discount.read"]));
    const carts = resources.use(await system.connectAs(ShoppingCartService, "shopping-cart", CART));
    const username = `two-${randomUUID()}`;
    await carts.createShoppingCart({ username });
    const toRead = { product: ["product.read"], "movies-api": ["movies.read"], "shopping-cart": CART } as const;
    const page = async (service: "identity" | "movies-web" | "api-gateway", path: string, as?: keyof typeof toRead) => {
      const token = as && (await system.tokens(as, toRead[as]));
      return async () => {
        const headers: Record<string, string> = token ? { authorization: `Bearer ${await token()}` } : {};
        const response = await fetch(`${system.origin(service)}${path}`, { headers });
        if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
        await response.arrayBuffer();
      };
    };
    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      "reads a product": () => products.getProduct({ id: a50 }),
      "asks for a discount": () => discounts.getDiscount({ code: "CODE_100" }),
      "adds to a cart, and asks again with the same id where it heard nothing": resumed((requestId) =>
        carts.addItems(
          (async function* () {
            yield {
              username,
              items: [{ requestId, productId: a50, quantity: 1, color: "Red", discountCode: "CODE_100" }],
            };
          })(),
        ),
      ),
      "looks at a cart": () => carts.getShoppingCart({ username }),
      "lists products in a browser": await page("api-gateway", "/v1/products?page_size=5", "product"),
      "lists movies in a browser": await page("api-gateway", "/movies?page_size=5", "movies-api"),
      "opens the shop": await page("movies-web", "/"),
      "looks up the keys of tokens": await page("identity", "/.well-known/openid-configuration/jwks"),
    };
    return Object.entries(calls).map(([name, call]) => ({ name, call, successes: 0, failures: [] }));
  }

  /** A stream is its caller's to begin again; its request id makes that safe. */
  function resumed(call: (requestId: string) => Promise<unknown>) {
    return async () => {
      const requestId = randomUUID();
      for (;;) {
        try {
          return await call(requestId);
        } catch (error) {
          if (!(error instanceof RpcError) || error.code !== "UNAVAILABLE") throw error;
        }
      }
    };
  }

  /** Readers of all products who have begun, and go on where a stream broke. */
  async function readers(count: number) {
    const writer = resources.use(await system.connectAs(ProductService, "product", ["product.write"]));
    const client = resources.use(await system.connectAs(ProductService, "product", ["product.read"]));
    const requestId = randomUUID();
    const draft = (name: string) => ({
      name,
      price: { currencyCode: "USD", units: 1n },
      status: ProductStatus.IN_STOCK,
    });
    await writer.bulkInsertProducts(
      (async function* () {
        for (let from = 0; from < PRODUCTS; from += 1_000) {
          yield { requestId, products: Array.from({ length: 1_000 }, (_, at) => draft(`${requestId} ${from + at}`)) };
        }
      })(),
    );
    let breaks = 0;
    async function* read() {
      for (let afterId = ""; ; breaks++) {
        try {
          for await (const { products } of client.streamProducts({ afterId })) {
            afterId = products.at(-1)?.id ?? afterId;
            yield products.map(({ id }) => id);
          }
          return;
        } catch (error) {
          if (!(error instanceof RpcError) || error.code !== "UNAVAILABLE") throw error;
        }
      }
    }
    const begun = await Promise.all(
      Array.from({ length: count }, async () => {
        const stream = read();
        const first = await stream.next();
        return { first: first.done ? [] : first.value, stream };
      }),
    );
    return {
      breaks: () => breaks,
      finish: () =>
        Promise.all(begun.map(async ({ first, stream }) => [first, ...(await Array.fromAsync(stream))].flat())),
    };
  }

  it("nobody notices that one of each is killed", async () => {
    const all = await callers();
    const streams = await readers(4);
    const done = new AbortController();
    // Nobody runs far ahead of the others, to where the gateway has had enough of one caller.
    const inStep = ({ successes }: Caller) =>
      done.signal.aborted || successes < 20 + Math.min(...all.map((one) => one.successes));
    const working = all.map(async (caller) => {
      while (!done.signal.aborted && caller.failures.length === 0) {
        await until(() => inStep(caller), { what: "the others have caught up" });
        await caller.call().then(
          () => caller.successes++,
          (error: unknown) => caller.failures.push(String(error)),
        );
      }
    });
    const allWentOn = async () => {
      const before = all.map(({ successes }) => successes);
      const failed = () => all.some(({ failures }) => failures.length > 0);
      await until(() => failed() || all.every(({ successes }, at) => successes >= (before[at] ?? 0) + 10), {
        what: "everybody got ten more answers",
      });
    };

    // #region kill
    await allWentOn();
    for (const [index, service] of servers.entries()) {
      await system.replicas(service)[index % 2]?.kill();
      await allWentOn();
    }
    done.abort();
    await Promise.all(working);
    // #endregion kill
    const read = await streams.finish();

    // Those at the replica that was killed.
    expect(streams.breaks()).toBeGreaterThan(0);
    for (const ids of read) {
      expect(ids.length).toBeGreaterThanOrEqual(PRODUCTS);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const service of servers) expect(system.replicas(service)).toHaveLength(1);
    expect(Object.fromEntries(all.map(({ name, failures }) => [name, failures]))).toEqual(
      Object.fromEntries(all.map(({ name }) => [name, []])),
    );
    console.info(all.map(({ name, successes }) => `${successes} times somebody ${name}`).join("\n"));
  }, 120_000);

  it("everybody notices when there is none left", async () => {
    using discounts = await system.connectAs(DiscountService, "discount", ["discount.read"]);
    for (const replica of system.replicas("discount")) await replica.kill();

    await expect(discounts.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  }, 60_000);
});
