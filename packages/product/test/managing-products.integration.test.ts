import { ProductSchema, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import { seeds } from "#domain/seeds.ts";
import { openShop, type Shop, violating } from "./shop.ts";

const draft = () => ({
  id: uuidv7(),
  name: "Mi11",
  description: "Newer Xiaomi Phone Mi11",
  price: { currencyCode: "USD", units: 749n, nanos: 900_000_000 },
  status: ProductStatus.IN_STOCK,
});
const about = (resourceName: string) => ({
  resourceInfo: { resourceType: ProductSchema.typeName, resourceName },
});

describe("the product service, managed", () => {
  let shop: Shop;
  let manager: Shop["client"];

  beforeAll(async () => {
    shop = await openShop();
    manager = shop.client;
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const created = async () => {
    const { product } = await manager.createProduct({ product: draft() });
    if (product === undefined) throw new Error("nothing was created");
    return product;
  };

  it("changes what the mask names, and only that", async () => {
    const product = await created();

    const { product: updated } = await manager.updateProduct({
      product: { id: product.id, name: "Mi12", status: ProductStatus.LOW },
      updateMask: { paths: ["status"] },
    });

    expect(updated).toMatchObject({ ...draft(), id: product.id, status: ProductStatus.LOW });
    expect(updated?.createTime).toEqual(product.createTime);
    expect(updated?.etag).not.toBe(product.etag);
    expect(await manager.getProduct({ id: product.id })).toMatchObject({ product: updated });
  });

  it("changes what is set when there is no mask, and clears a description that the mask names", async () => {
    const { id } = await created();
    const price = { currencyCode: "EUR", units: 0n, nanos: 1 };

    expect(await manager.updateProduct({ product: { id, price } })).toMatchObject({ product: { name: "Mi11", price } });
    expect(await manager.updateProduct({ product: { id }, updateMask: { paths: ["description"] } })).toMatchObject({
      product: { description: "", price },
    });
  });

  it("refuses, by ABORTED, the later of two changes to what both have read", async () => {
    const { id, etag } = await created();
    const winning = { product: { id, etag, name: "Mi12" } };
    const { product: won } = await manager.updateProduct(winning);

    await expect(manager.updateProduct({ product: { id, etag, name: "Mi13" } })).rejects.toMatchObject({
      code: "ABORTED",
      message: expect.stringContaining(id),
      details: about(id),
    });
    await expect(manager.deleteProduct({ id, etag })).rejects.toMatchObject({ code: "ABORTED", details: about(id) });
    expect(await manager.updateProduct(winning)).toMatchObject({ product: { etag: won?.etag } });
  });

  const { id } = seeds[0];
  const usd = (units: bigint) => ({ currencyCode: "USD", units });

  it.each([
    ["without a product", {}, "product"],
    ["of a product without an id", { product: { name: "Mi12" } }, "product.id"],
    ["that leaves it without a name", { product: { id }, updateMask: { paths: ["name"] } }, ""],
    ["that names a part of a field", { product: { id }, updateMask: { paths: ["price.units"] } }, "update_mask"],
    ["to a price below nothing", { product: { id, price: usd(-1n) } }, "product.price"],
    ["to a status that does not exist", { product: { id, status: 4 as ProductStatus } }, "product.status"],
  ])("refuses a change %s, and names the field", async (_what, request, field) => {
    await expect(manager.updateProduct(request)).rejects.toMatchObject(violating(field));
  });

  it("deletes a product, and says NOT_FOUND from then on", async () => {
    const { id, etag } = await created();

    await manager.deleteProduct({ id, etag });

    const gone = { code: "NOT_FOUND", details: about(id) };
    await expect(manager.deleteProduct({ id })).rejects.toMatchObject(gone);
    await expect(manager.updateProduct({ product: { id, name: "Mi12" } })).rejects.toMatchObject(gone);
    await expect(manager.getProduct({ id })).rejects.toMatchObject(gone);
  });

  it("creates one product for one request id, and refuses another product for it by that name", async () => {
    const { id: _, ...product } = draft();
    const requestId = uuidv4();
    const first = await manager.createProduct({ product, requestId });

    expect(await manager.createProduct({ product, requestId })).toEqual(first);
    await expect(manager.createProduct({ product: { ...product, name: "Mi12" }, requestId })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field: "request_id", reason: "REQUEST_ID_REUSED" }] } },
    });
    expect((await manager.createProduct({ product, requestId: uuidv4() })).product?.id).not.toBe(first.product?.id);
  });

  it("refuses a request id that is no UUID", async () => {
    await expect(manager.createProduct({ product: draft(), requestId: "again" })).rejects.toMatchObject(
      violating("request_id"),
    );
  });

  it("does not bring back a deleted product of the seeds when it starts again", async () => {
    await using shop = await openShop();
    await shop.client.deleteProduct({ id: seeds[0].id });

    await shop.restart();

    await expect(shop.client.getProduct({ id: seeds[0].id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await shop.client.getProduct({ id: seeds[1].id })).toMatchObject({ product: { name: "P40" } });
  });

  it("lets nobody write who may only read, and nobody list who may only write", async () => {
    const reader = shop.clientWhose({ scopes: ["product.read"] });
    const writer = shop.clientWhose({ scopes: ["product.write"] });
    const refused = { code: "PERMISSION_DENIED", details: { errorInfo: { reason: "SCOPE_MISSING" } } };
    const [{ id }] = seeds;

    await expect(reader.updateProduct({ product: { id, name: "Mine" } })).rejects.toMatchObject(refused);
    await expect(reader.deleteProduct({ id })).rejects.toMatchObject(refused);
    await expect(writer.listProducts({})).rejects.toMatchObject(refused);
    await expect(shop.stranger.listProducts({})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
