import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ItemOutcome, ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type System, startSystem } from "../system.ts";

const [mi10t, code, username] = ["01900000-0000-7000-8000-000000000001", "SALE", "olivia"];

let system: System;

beforeAll(async () => {
  system = await startSystem();
}, 180_000);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
});

/** As a shop owner, I start a sale and end it; who comes too late learns why, and keeps what is in the cart. */
it("prices a cart by a new discount, until its owner ends it", async () => {
  using discounts = system.connectAs(DiscountService, "discount", ["discount.read", "discount.write"]);
  using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write", "cart.any_owner"]);
  const add = () =>
    carts.addItems(
      (async function* () {
        const item = { requestId: crypto.randomUUID(), productId: mi10t, quantity: 1, discountCode: code };
        yield { username, items: [item] };
      })(),
    );
  await carts.createShoppingCart({ username });

  const { discount } = await discounts.createDiscount({
    discount: { code, reduction: { case: "percentOff", value: { basisPoints: 1_250 } } },
  });
  const { totals } = await add();

  expect(totals).toMatchObject([
    { listTotal: { units: 699n, nanos: 0 }, total: { units: 611n, nanos: 625_000_000, currencyCode: "USD" } },
  ]);

  await discounts.updateDiscount({
    discount: { code, etag: discount?.etag ?? "", endTime: timestampFromDate(new Date(0)) },
    updateMask: { paths: ["end_time"] },
  });

  expect(await add()).toMatchObject({
    refusedCount: 1n,
    results: [{ outcome: ItemOutcome.DISCOUNT_EXPIRED, message: expect.stringContaining(code) }],
    totals,
  });
  expect(await carts.getShoppingCart({ username })).toMatchObject({
    shoppingCart: { items: [{ quantity: 1 }], totals },
  });
}, 60_000);
