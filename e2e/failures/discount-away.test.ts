import { randomUUID } from "node:crypto";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { describe, expect, it } from "@jest/globals";
import { startSystem } from "../system.ts";

const a50 = "01900000-0000-7000-8000-000000000003";

describe("when the discount service dies", () => {
  it("the cart says so, keeps what it has, and recovers by itself when the service is back", async () => {
    await using system = await startSystem();
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write", "cart.any_owner"]);
    const username = `alice-${randomUUID()}`;
    await carts.createShoppingCart({ username });
    const requestId = randomUUID();
    const addOne = () =>
      carts.addItems(
        (async function* () {
          yield {
            username,
            items: [{ requestId, productId: a50, quantity: 1, color: "Red", discountCode: "CODE_100" }],
          };
        })(),
      );

    await system.services.get("discount")?.kill();

    await expect(addOne()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("discount"),
      details: { retryInfo: { retryDelay: expect.anything() } },
    });
    expect((await carts.getShoppingCart({ username })).shoppingCart?.items).toEqual([]);

    await system.start("discount");
    // The channel of the cart service is allowed its back-off; the request id makes trying again safe.
    for (;;) {
      const answer = await addOne().catch((error: { code?: string }) =>
        error.code === "UNAVAILABLE" ? undefined : Promise.reject(error),
      );
      if (answer) break;
    }

    const { shoppingCart } = await carts.getShoppingCart({ username });
    expect(shoppingCart?.items).toMatchObject([{ productId: a50, quantity: 1, discountCode: "CODE_100" }]);
  }, 180_000);
});
