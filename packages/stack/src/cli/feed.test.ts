import { stripVTControlCharacters } from "node:util";
import { expect, it, describe as suite } from "@jest/globals";
import { describe } from "./feed.ts";
import { formatMoney } from "./format-money.ts";

const line = (record: Parameters<typeof describe>[1]) =>
  stripVTControlCharacters(describe("product-worker", record) ?? "").replace(/^\S+\s+/, "");

suite("the feed", () => {
  it("tells of products, and of those that a retry sent again", () => {
    expect(line({ level: "info", msg: "", event: "products.inserted", inserted: 90, duplicates: 10 })).toBe(
      "product-worker        inserted 90 products (10 were there already), one stream",
    );
  });

  it("tells what a cart comes to", () => {
    const totals = [{ currency: "USD", listTotal: "1000.5", discountTotal: "0.000000001", total: "1000.499999999" }];

    expect(
      line({ level: "info", msg: "", event: "cart.filled", username: "alice", added: 2, duplicates: 0, totals }),
    ).toBe(
      "product-worker        cart of alice: 2 items added; list $1,000.50 − discounts $0.000000001 = $1,000.499999999",
    );
  });

  it("says how many items the cart refused", () => {
    expect(
      line({ level: "info", msg: "", event: "cart.filled", username: "alice", added: 2, refused: 3, totals: [] }),
    ).toContain("2 items added (3 refused); ");
  });

  it.each([
    [{ event: "login.succeeded", username: "alice", clientId: "movies-web" }, "alice logged in at movies-web"],
    [{ event: "login.failed", username: "mallory" }, "somebody failed to log in as mallory"],
    [{ event: "login.failed" }, "somebody failed to log in"],
    [{ event: "logout.succeeded", username: "alice" }, "alice logged out"],
    [
      { event: "consent.granted", username: "alice", clientId: "movies-web", scopes: ["openid", "profile"] },
      "alice lets movies-web have openid profile",
    ],
    [{ event: "cart.changed", username: "alice", by: "alice", change: "added" }, "alice changed the own cart: added"],
    [
      { event: "cart.changed", username: "alice", by: "bob", change: "cleared" },
      "bob changed the cart of alice: cleared",
    ],
    [{ event: "movie.changed", username: "bob", id: "0190", change: "deleted" }, "bob deleted movie 0190"],
  ])("tells what people do: %j", (record, text) => {
    expect(line({ level: "info", msg: "", ...record })).toBe(`product-worker        ${text}`);
  });

  it("shows what people typed without what a terminal would obey", () => {
    const text = describe("identity", {
      level: "warn",
      msg: "",
      event: "login.failed",
      username: "a\u001b[2J\u202eb\n",
    });

    expect(stripVTControlCharacters(text ?? "")).toContain("log in as a·[2J·b·");
  });

  it("passes warnings and errors on, and is silent about the rest", () => {
    expect(line({ level: "warn", msg: "product is away" })).toContain("product is away");
    expect(describe("product", { level: "info", msg: "call finished" })).toBeUndefined();
  });
});

suite("formatMoney()", () => {
  it("keeps every digit of an amount that a float cannot hold", () => {
    expect(formatMoney("USD", "9007199254740993.000000001")).toBe("$9,007,199,254,740,993.000000001");
  });
});
