import { ProductOrder, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { v7 as uuidv7 } from "uuid";
import { openShop, type Shop, violating } from "./shop.ts";

const draft = (name: string, units: number, more: { currencyCode?: string; status?: ProductStatus } = {}) => ({
  id: uuidv7(),
  name,
  price: { currencyCode: more.currencyCode ?? "USD", units: BigInt(units) },
  status: more.status ?? ProductStatus.IN_STOCK,
});

describe("ListProducts", () => {
  let shop: Shop;
  let products: Shop["client"];

  beforeAll(async () => {
    shop = await openShop();
    products = shop.client;
    const euros = draft("a phone", 1_000, { currencyCode: "EUR", status: ProductStatus.LOW });
    for (const product of [draft("Z", 400), euros]) await products.createProduct({ product });
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  it.each([
    ["", ["Mi10T", "P40", "A50", "Z", "a phone"]],
    ["create_time desc", ["a phone", "Z", "A50", "P40", "Mi10T"]],
    ["name", ["A50", "Mi10T", "P40", "Z", "a phone"]],
    ["name desc", ["a phone", "Z", "P40", "Mi10T", "A50"]],
    ["price", ["a phone", "A50", "Z", "Mi10T", "P40"]],
    ["price desc", ["P40", "Mi10T", "Z", "A50", "a phone"]],
  ])("lists page by page, and says where the list ends, in the order %j", async (orderBy, names) => {
    const pages: string[][] = [];
    let pageToken = "";
    do {
      const page = await products.listProducts({ pageSize: 2, pageToken, orderBy });
      pages.push(page.products.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");

    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(names);
  });

  it("lists only products of the status that was asked for", async () => {
    const { products: low, nextPageToken } = await products.listProducts({ status: ProductStatus.LOW, pageSize: 1 });

    expect(low.map(({ name }) => name)).toEqual(["a phone"]);
    expect(nextPageToken).toBe("");
    expect(await products.listProducts({ status: ProductStatus.OUT_OF_STOCK })).toMatchObject({
      products: [],
      nextPageToken: "",
    });
  });

  it("takes a page size that is too large for the largest, and none for the usual", async () => {
    const pages = [{ pageSize: 1_000_000 }, { pageSize: 0 }].map((request) => products.listProducts(request));

    expect((await Promise.all(pages)).map((page) => page.products.length)).toEqual([5, 5]);
  });

  it("has room in one message for a page, or a batch, of a thousand of the largest products", async () => {
    await using shop = await openShop();
    const price = { currencyCode: "USD", units: 999_999_999n, nanos: 999_999_999 };
    const largest = { name: "🛒".repeat(200), description: "🛒".repeat(500), price, status: ProductStatus.LOW };
    const ids = Array.from({ length: 1_000 }, () => uuidv7());
    const requestId = uuidv7();
    const chunk = { requestId, products: ids.map((id) => ({ ...largest, id })) };
    await shop.client.bulkInsertProducts(
      (async function* () {
        yield chunk;
      })(),
    );

    const page = await shop.client.listProducts({ status: ProductStatus.LOW, orderBy: "name", pageSize: 1_000 });
    const batch = await shop.client.batchGetProducts({ ids });

    expect([page.products, batch.products].map(({ length }) => length)).toEqual([1_000, 1_000]);
  });

  it("refuses the page token of a list in another order or of another status, and one that somebody made up", async () => {
    const { nextPageToken: pageToken } = await products.listProducts({ pageSize: 1, orderBy: "name" });
    const refused = violating("page_token");

    for (const request of [
      { pageToken, orderBy: "price" },
      { pageToken, orderBy: "name desc" },
      { pageToken, orderBy: "name", status: ProductStatus.LOW },
      { pageToken: "bWFkZSB1cA", orderBy: "name" },
      { pageToken: "not/base64url" },
    ]) {
      await expect(products.listProducts(request)).rejects.toMatchObject(refused);
    }
    expect(await products.listProducts({ pageToken, orderBy: "name" })).toMatchObject({
      products: [{ name: "Mi10T" }, { name: "P40" }, { name: "Z" }, { name: "a phone" }],
    });
  });

  it.each([
    ["a page size below nothing", { pageSize: -1 }, "page_size"],
    ["an order that there is no index for", { orderBy: "description" }, "order_by"],
    ["a status that does not exist", { status: 4 as ProductStatus }, "status"],
  ])("refuses %s, and names the field", async (_what, request, field) => {
    await expect(products.listProducts(request)).rejects.toMatchObject(violating(field));
  });
});

describe("a stream of products that breaks", () => {
  it.each([
    ["oldest first", ProductOrder.OLDEST_FIRST],
    ["newest first", ProductOrder.NEWEST_FIRST],
  ])("goes on after the last product that came, so that each comes exactly once: %s", async (_what, order) => {
    await using shop = await openShop();
    const ids = (await shop.fill(20_000)).toSorted();
    const received: string[] = [];
    const receive = async (afterId: string, onChunk: () => void) => {
      for await (const { products } of shop.client.streamProducts({ order, afterId })) {
        received.push(...products.map(({ id }) => id));
        onChunk();
      }
    };

    await expect(receive("", shop.database.goDown)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(received.length).toBeLessThan(ids.length);
    shop.database.comeBack();
    await receive(received.at(-1) ?? "", () => {});

    expect(received).toEqual(order === ProductOrder.OLDEST_FIRST ? ids : ids.toReversed());
  });

  it("refuses to go on after what is no id", async () => {
    await using shop = await openShop();

    await expect(Array.fromAsync(shop.client.streamProducts({ afterId: "1" }))).rejects.toMatchObject(
      violating("after_id"),
    );
  });
});
