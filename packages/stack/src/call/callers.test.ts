import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { describe, expect, it } from "@jest/globals";
import { callAs, findCallers } from "./callers.ts";

const audience = "urn:hexmart:shopping-cart";
const { getShoppingCart } = ShoppingCartService.method;

describe("findCallers()", () => {
  it("finds who has every scope at that audience, and asks for no scope more", () => {
    const grants = {
      worker: { [audience]: ["cart.read", "cart.write", "cart.any_owner"] },
      elsewhere: { "urn:hexmart:product": ["cart.read", "cart.any_owner"] },
    };

    expect(findCallers(getShoppingCart, audience, grants)).toEqual([
      { client: "worker", scopes: ["cart.read", "cart.any_owner"] },
    ]);
  });

  it("leaves out a client that may only reach what is its user's own: it has no user", () => {
    expect(findCallers(getShoppingCart, audience, { web: { [audience]: ["cart.read"] } })).toEqual([]);
  });

  it("finds nobody where no client has the scope", () => {
    const grants = { reader: { [audience]: ["discount.read"] } };

    expect(findCallers(DiscountService.method.createDiscount, audience, grants)).toEqual([]);
  });
});

describe("callAs()", () => {
  const wish = { method: getShoppingCart, audience, grants: { web: { [audience]: ["cart.read"] } } };

  it("lets a client try what it may not do, with all that it has", () => {
    expect(callAs("web", wish)).toEqual({ client: "web", scopes: ["cart.read"] });
  });

  it.each(["nobody", "toString"])("does not know a client %s", (client) => {
    expect(callAs(client, wish)).toBeUndefined();
  });
});
