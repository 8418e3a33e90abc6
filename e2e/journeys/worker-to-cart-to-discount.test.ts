import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { add, fromParts, min, money, multiply, subtract, toDecimal, zero } from "@hexmart/money";
import { audiences } from "@hexmart/stack";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { query } from "../database.ts";
import { runOneCycle, type System, startSystem } from "../system.ts";

/** As a shop owner, I see products being streamed in and a cart being filled with them, priced and discounted. */
describe("worker to cart to discount", () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
    await runOneCycle(system, "product-worker");
    await runOneCycle(system, "shopping-cart-worker");
  }, 180_000);
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
  });

  // #region stores
  it("stores every product that the worker says it inserted, beside the three seeds", async () => {
    const inserted = system.events.find(({ event }) => event === "products.inserted")?.inserted;
    const [row] = await query<{ count: string }>(system, "product", "select count(*) from products");

    expect(Number(inserted)).toBeGreaterThan(0);
    expect(Number(row?.count)).toBe(Number(inserted) + 3);
  });
  // #endregion stores

  it("fills the cart of alice with the newest products, one each in black", async () => {
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.any_owner"]);
    const added = Number(system.events.find(({ event }) => event === "cart.filled")?.added);
    const newest = await query<{ id: string }>(
      system,
      "product",
      `select id from products order by id desc limit ${added}`,
    );

    const { shoppingCart } = await carts.getShoppingCart({ username: "alice" });

    const filled = shoppingCart?.items.filter(({ discountCode }) => discountCode !== "") ?? [];
    expect(added).toBeGreaterThan(0);
    expect(new Set(filled.map(({ productId }) => productId))).toEqual(new Set(newest.map(({ id }) => id)));
    expect(
      filled.every(
        ({ quantity, color, discountCode }) => quantity === 1 && color === "Black" && discountCode === "CODE_100",
      ),
    ).toBe(true);
    expect(shoppingCart?.itemCount).toBe(BigInt(added));
  });

  it("takes each price from the catalogue and each discount from the discount service, to the last digit", async () => {
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.any_owner"]);
    using products = system.connectAs(ProductService, "product", ["product.read"]);
    using discounts = system.connectAs(DiscountService, "discount", ["discount.read"]);
    const { shoppingCart } = await carts.getShoppingCart({ username: "alice" });
    const items = shoppingCart?.items ?? [];
    const catalogue = await products.batchGetProducts({ ids: [...new Set(items.map(({ productId }) => productId))] });
    const { discount } = await discounts.getDiscount({ code: "CODE_100" });
    const off = discount?.reduction.case === "amountOff" ? fromParts(discount.reduction.value) : zero("USD");

    let list = zero("USD");
    let taken = zero("USD");
    for (const item of items) {
      const product = catalogue.products.find(({ id }) => id === item.productId);
      const price = product?.price ? fromParts(product.price) : zero("USD");
      const reduction = item.discountCode === "" ? zero("USD") : min(off, price);
      list = add(list, multiply(price, item.quantity));
      taken = add(taken, multiply(reduction, item.quantity));
      expect(item.listPrice && fromParts(item.listPrice)).toEqual(price);
      expect(item.discount ? fromParts(item.discount) : zero("USD")).toEqual(reduction);
    }
    const [totals] = shoppingCart?.totals ?? [];

    expect(totals?.listTotal && toDecimal(fromParts(totals.listTotal))).toBe(toDecimal(list));
    expect(totals?.discountTotal && toDecimal(fromParts(totals.discountTotal))).toBe(toDecimal(taken));
    expect(totals?.total && toDecimal(fromParts(totals.total))).toBe(toDecimal(subtract(list, taken)));
    expect(taken).not.toEqual(money("USD", "0"));
  });

  it("carries access tokens that anyone can check against the published keys", async () => {
    const token = await system.accessToken("shopping-cart-worker", audiences["shopping-cart"]);
    const keys = createRemoteJWKSet(new URL(`${system.issuer}/.well-known/openid-configuration/jwks`), {
      [customFetch]: system.fetch,
    });

    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: system.issuer, typ: "at+jwt" });

    expect(protectedHeader.alg).toBe("ES256");
    expect(payload).toMatchObject({
      aud: audiences["shopping-cart"],
      client_id: "shopping-cart-worker",
      sub: "shopping-cart-worker",
      scope: "cart.read cart.write cart.any_owner",
      jti: expect.any(String),
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(600);
  });
});
