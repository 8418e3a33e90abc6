import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import {
  type BulkInsertProductsRequestSchema,
  CreateProductRequestSchema,
  ProductOrder,
  ProductSchema,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { v7 as uuidv7 } from "uuid";
import { seeds } from "#domain/seeds.ts";
import { openShop, type Shop, violating } from "./shop.ts";

type Draft = {
  id?: string;
  name: string;
  description: string;
  price?: { currencyCode?: string; units: bigint; nanos?: number };
  status: ProductStatus;
};
type Chunk = MessageInitShape<typeof BulkInsertProductsRequestSchema>;

const draft = (overrides: Partial<Draft> = {}): Draft => ({
  name: "Mi11",
  description: "Newer Xiaomi Phone Mi11",
  price: { currencyCode: "USD", units: 749n, nanos: 900_000_000 },
  status: ProductStatus.IN_STOCK,
  ...overrides,
});
const drafts = (size: number) => Array.from({ length: size }, () => draft({ id: uuidv7() }));

async function* streamOf(...chunks: Draft[][]): AsyncGenerator<Chunk> {
  const requestId = uuidv7();
  for (const products of chunks) yield { requestId, products };
}

/** For the tests that do not count what is in the catalogue; the others open a shop of their own. */
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** The sizes of the chunks, and the products in them. */
async function readAll(shop: Shop, request: { order?: ProductOrder; limit?: number }) {
  const chunks = await Array.fromAsync(shop.client.streamProducts(request), ({ products }) => products);
  return { sizes: chunks.map(({ length }) => length), products: chunks.flat() };
}

const notFound = (id: string) => ({
  code: "NOT_FOUND",
  message: `Product "${id}" does not exist`,
  details: { resourceInfo: { resourceType: ProductSchema.typeName, resourceName: id } },
});

describe("CreateProduct", () => {
  it("stores the product, with an id and a time that the server sets", async () => {
    const before = Date.now();

    const { product } = await shop.client.createProduct({ product: draft() });

    expect(product).toMatchObject(draft());
    expect(product?.createTime && timestampDate(product.createTime).getTime()).toBeGreaterThanOrEqual(before);
    expect(await shop.client.getProduct({ id: product?.id ?? "" })).toMatchObject({ product });
  });

  it("has no field in which a client could set the time", () => {
    const { fields } = CreateProductRequestSchema.field.product.message ?? { fields: [] };

    expect(fields.map(({ name }) => name)).toEqual(["id", "name", "description", "price", "status"]);
  });

  it("keeps a price that a float loses", async () => {
    const price = { currencyCode: "USD", units: 999_999_999n, nanos: 999_999_999 };
    const id = uuidv7();
    await shop.client.createProduct({ product: draft({ id, price }) });

    expect(await shop.client.getProduct({ id })).toMatchObject({ product: { price } });
  });

  it("answers a retry with the stored product", async () => {
    const product = draft({ id: uuidv7() });
    const first = await shop.client.createProduct({ product });

    expect(await shop.client.createProduct({ product })).toEqual(first);
  });

  it("says ALREADY_EXISTS when the id is taken by another product, and which", async () => {
    const id = uuidv7();
    await shop.client.createProduct({ product: draft({ id }) });

    await expect(shop.client.createProduct({ product: draft({ id, name: "Other" }) })).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
      details: { resourceInfo: { resourceType: ProductSchema.typeName, resourceName: id } },
    });
  });

  it("refuses a request without a product, naming the field", async () => {
    await expect(shop.client.createProduct({})).rejects.toMatchObject(violating("product"));
  });

  it.each<[string, Draft, string]>([
    ["a product without a name", draft({ name: "" }), "product.name"],
    ["a name that is too long", draft({ name: "x".repeat(201) }), "product.name"],
    ["a name with a NUL character", draft({ name: "Mi\0" }), "product.name"],
    ["a description of too many bytes", draft({ description: "€".repeat(667) }), "product.description"],
    ["a description with a NUL character", draft({ description: "New\0" }), "product.description"],
    ["a status that nobody said", draft({ status: ProductStatus.UNSPECIFIED }), "product.status"],
    ["a status that does not exist", draft({ status: 4 as ProductStatus }), "product.status"],
    ["an id that is no UUIDv7", draft({ id: "0197f000-0000-4000-8000-000000000001" }), "product.id"],
    ["a price below zero", draft({ price: { currencyCode: "USD", units: -1n, nanos: 0 } }), "product.price"],
    ["a price in no currency", draft({ price: { units: 1n } }), "product.price.currency_code"],
  ])("refuses %s, naming the field", async (_, product, field) => {
    await expect(shop.client.createProduct({ product })).rejects.toMatchObject(violating(field));
  });

  it("refuses a product without a price, naming the field", async () => {
    const { price: _, ...withoutPrice } = draft();

    await expect(shop.client.createProduct({ product: withoutPrice })).rejects.toMatchObject(
      violating("product.price"),
    );
  });
});

describe("GetProduct", () => {
  it("answers a product of a new shop", async () => {
    expect(await shop.client.getProduct({ id: seeds[0].id })).toMatchObject({
      product: {
        id: seeds[0].id,
        name: "Mi10T",
        description: "New Xiaomi Phone Mi10T",
        price: { currencyCode: "USD", units: 699n, nanos: 0 },
        status: ProductStatus.IN_STOCK,
      },
    });
  });

  it("says NOT_FOUND for an unknown id, and which", async () => {
    const id = uuidv7();

    await expect(shop.client.getProduct({ id })).rejects.toMatchObject(notFound(id));
  });

  it("refuses an id that is no UUID", async () => {
    await expect(shop.client.getProduct({ id: "1" })).rejects.toMatchObject(violating("id"));
  });
});

describe("BatchGetProducts", () => {
  it("answers in the order of the ids, and names those that no product has", async () => {
    const unknown = uuidv7();

    const answer = await shop.client.batchGetProducts({ ids: [seeds[2].id, unknown, seeds[0].id] });

    expect(answer.products.map(({ name }) => name)).toEqual(["A50", "Mi10T"]);
    expect(answer.notFoundIds).toEqual([unknown]);
  });

  it("answers only what a mask names, and the id", async () => {
    const ids = [seeds[0].id];
    const [whole, offer, status, nothing] = await Promise.all(
      [["*"], ["name", "price"], ["name", "status", "update_time"], ["id"]].map(
        async (paths) => (await shop.client.batchGetProducts({ ids, readMask: { paths } })).products[0],
      ),
    );

    expect((await shop.client.batchGetProducts({ ids })).products).toEqual([whole]);
    const { id = "", name = "", price, updateTime } = whole ?? {};
    expect(offer).toEqual(create(ProductSchema, { id, name, ...(price && { price }) }));
    expect(status).toEqual(
      create(ProductSchema, {
        id,
        name,
        status: ProductStatus.IN_STOCK,
        ...(updateTime && { updateTime }),
      }),
    );
    expect(nothing).toEqual(create(ProductSchema, { id }));
  });

  it("refuses a mask that names a part of a field, or none of the fields", async () => {
    for (const path of ["price.units", "colour"]) {
      const asked = shop.client.batchGetProducts({ ids: [seeds[0].id], readMask: { paths: [path] } });
      await expect(asked).rejects.toMatchObject(violating("read_mask"));
    }
  });

  it("refuses the same id twice, and no id at all", async () => {
    await expect(shop.client.batchGetProducts({ ids: [seeds[0].id, seeds[0].id] })).rejects.toMatchObject(
      violating("ids"),
    );
    await expect(shop.client.batchGetProducts({ ids: [] })).rejects.toMatchObject(violating("ids"));
  });
});

describe("StreamProducts", () => {
  it("streams the catalogue, oldest first, in chunks of a hundred", async () => {
    await using shop = await openShop();
    const added = drafts(247);
    await shop.client.bulkInsertProducts(streamOf(added));

    const { sizes, products } = await readAll(shop, {});

    expect(sizes).toEqual([100, 100, 50]);
    expect(products.map(({ id }) => id)).toEqual([...seeds, ...added].map(({ id }) => id));
  });

  it("streams the newest first, and no more than the limit", async () => {
    await using shop = await openShop();

    const { products } = await readAll(shop, { order: ProductOrder.NEWEST_FIRST, limit: 2 });

    expect(products.map(({ name }) => name)).toEqual(["A50", "P40"]);
  });

  it("ends at the server too when the caller goes away in the middle", async () => {
    await using shop = await openShop();
    await shop.client.bulkInsertProducts(streamOf(...Array.from({ length: 20 }, () => drafts(1000))));

    for await (const { products } of shop.client.streamProducts({})) {
      expect(products).toHaveLength(100);
      break;
    }

    expect(await shop.logged("StreamProducts")).toMatchObject({ code: "CANCELLED" });
  });

  it("refuses a limit below zero", async () => {
    await expect(readAll(shop, { limit: -1 })).rejects.toMatchObject(violating("limit"));
  });
});

describe("who may call", () => {
  it("lets nobody in without a token", async () => {
    const unauthenticated = { code: "UNAUTHENTICATED" };

    await expect(shop.stranger.getProduct({ id: seeds[0].id })).rejects.toMatchObject(unauthenticated);
    await expect(shop.stranger.createProduct({ product: draft() })).rejects.toMatchObject(unauthenticated);
    await expect(shop.stranger.bulkInsertProducts(streamOf(drafts(1)))).rejects.toMatchObject(unauthenticated);
    await expect(Array.fromAsync(shop.stranger.streamProducts({}))).rejects.toMatchObject(unauthenticated);
  });

  it("lets a reader read and not write", async () => {
    const reader = shop.clientWhose({ scopes: ["product.read"] });
    const denied = { code: "PERMISSION_DENIED" };

    await expect(reader.getProduct({ id: seeds[0].id })).resolves.toMatchObject({ product: { name: "Mi10T" } });
    await expect(reader.createProduct({ product: draft() })).rejects.toMatchObject(denied);
    await expect(reader.bulkInsertProducts(streamOf(drafts(1)))).rejects.toMatchObject(denied);
  });

  it("lets a writer write and not read", async () => {
    const writer = shop.clientWhose({ scopes: ["product.write"] });
    const denied = { code: "PERMISSION_DENIED" };

    await expect(writer.bulkInsertProducts(streamOf(drafts(1)))).resolves.toMatchObject({ insertedCount: 1n });
    await expect(writer.batchGetProducts({ ids: [seeds[0].id] })).rejects.toMatchObject(denied);
    await expect(Array.fromAsync(writer.streamProducts({}))).rejects.toMatchObject(denied);
  });

  it.each([
    ["is meant for another server", { audience: "urn:hexmart:shopping-cart" }],
    ["has expired", { expiresInSeconds: -60 }],
    ["somebody else has signed", { otherKey: true }],
  ])("refuses a token that %s", async (_, token) => {
    await expect(shop.clientWhose(token).getProduct({ id: seeds[0].id })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});
