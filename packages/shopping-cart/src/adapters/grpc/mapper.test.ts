import { create } from "@bufbuild/protobuf";
import { NewItemSchema, ShoppingCartSchema } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { money, zero } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { type Cart, totalsOf } from "#domain/shopping-cart.ts";
import { toCartMessage, toNewItem } from "./mapper.ts";

const [phone, laptop] = ["01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"] as const;
const request = "0197f000-0000-4000-8000-00000000000c";

const items = [
  {
    productId: phone,
    color: "Black",
    productName: "Phone",
    quantity: 3,
    listPrice: money("USD", "699.000000001"),
    discountCode: "CODE_100",
    discount: money("USD", "100"),
    priceTime: new Date(1_500),
  },
  {
    productId: laptop,
    color: "",
    productName: "Laptop",
    quantity: 1,
    listPrice: money("EUR", "999.50"),
    discountCode: undefined,
    discount: zero("EUR"),
    priceTime: new Date(0),
  },
] as const;

const cart: Cart = { username: "alice", items, itemCount: 100_000, totals: totalsOf(items) };

const usd = (units: bigint, nanos = 0) => ({ currencyCode: "USD", units, nanos });
const eur = (units: bigint, nanos = 0) => ({ currencyCode: "EUR", units, nanos });

describe("toCartMessage()", () => {
  it("sends the items with the cart, and everything that they are", () => {
    const message = create(ShoppingCartSchema, toCartMessage(cart));

    expect(message).toMatchObject({ username: "alice", itemCount: 100_000n });
    expect(message.items).toMatchObject([
      {
        productId: phone,
        color: "Black",
        productName: "Phone",
        quantity: 3,
        listPrice: usd(699n, 1),
        discountCode: "CODE_100",
        discount: usd(100n),
        total: usd(1797n, 3),
        priceTime: { seconds: 1n, nanos: 500_000_000 },
      },
      {
        productId: laptop,
        color: "",
        productName: "Laptop",
        quantity: 1,
        listPrice: eur(999n, 500_000_000),
        discountCode: "",
        discount: eur(0n),
        total: eur(999n, 500_000_000),
      },
    ]);
  });

  it("sends exact totals with the cart, one for each currency", () => {
    expect(create(ShoppingCartSchema, toCartMessage(cart)).totals).toMatchObject([
      { listTotal: usd(2097n, 3), discountTotal: usd(300n), total: usd(1797n, 3) },
      { listTotal: eur(999n, 500_000_000), discountTotal: eur(0n), total: eur(999n, 500_000_000) },
    ]);
  });
});

describe("toNewItem()", () => {
  const said = { requestId: request, productId: phone, color: "Black", quantity: 3, discountCode: "CODE_100" };

  it("reads everything that a caller may say of an item", () => {
    expect(toNewItem(create(NewItemSchema, said))).toEqual(said);
  });

  it("takes an empty code for none, and ids in capitals for the same ids", () => {
    const shouted = { ...said, requestId: request.toUpperCase(), productId: phone.toUpperCase(), discountCode: "" };

    expect(toNewItem(create(NewItemSchema, shouted))).toEqual({ ...said, discountCode: undefined });
  });
});
