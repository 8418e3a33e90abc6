import { inChromium } from "@hexmart/testing/chromium";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { logIn, openSite, type Site } from "../site.ts";
import { runOneCycle, until } from "../system.ts";

const mi10t = "/products/01900000-0000-7000-8000-000000000001";

inChromium("my cart", () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite();
    await runOneCycle(site.system, "product-worker");
  }, 240_000);
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
  });
  afterEach(() => {
    expect([...site.browser.faults]).toEqual([]);
  });

  /** As alice, I have my cart on the screen, and see what the worker puts in. */
  it("shows what the worker adds, while alice looks", async () => {
    await using alice = await site.browser.somebody();
    await logIn(alice, "alice", "/cart");
    const items = alice.page.getByRole("rowheader");
    await alice.sees("My cart");
    await alice.reads("Live");
    const before = await items.count();
    await alice.page.evaluate("window.isStillThere = true");

    await runOneCycle(site.system, "shopping-cart-worker");

    const added = Number(site.system.events.find(({ event }) => event === "cart.filled")?.added);
    expect(added).toBeGreaterThan(0);
    await until(async () => (await items.count()) === before + added, { what: `${added} items more are shown` });
    expect(await alice.page.evaluate("window.isStillThere")).toBe(true);
    await alice.reads("CODE_100");
    await alice.sees("My cart");
    expect(alice.refusals).toEqual([]);
  }, 90_000);

  it("takes a product with a discount code, says what it costs, and gives it back", async () => {
    await using alice = await site.browser.somebody();
    await logIn(alice, "alice", mi10t);

    await alice.sees("Mi10T");
    await alice.fills({ Quantity: "2", Colour: "Violet", "Discount code": "NOPE" });
    await alice.presses("Add to cart");
    await alice.reads(/does not exist/);
    await alice.sees("Mi10T");
    await alice.fills({ "Discount code": "CODE_100" });
    await alice.presses("Add to cart");

    await alice.sees("My cart");
    await alice.reads("It is in your cart.");
    const row = alice.page.getByRole("row").filter({ hasText: "Violet" });
    expect(await row.getByRole("cell").allInnerTexts()).toEqual([
      "699.00 USD",
      expect.stringMatching(/^−100.00 USD\s+CODE_100$/),
      expect.anything(),
      "1,198.00 USD",
      expect.anything(),
    ]);

    await alice.fills({ "Quantity of Mi10T Violet": "3" });
    await alice.presses("Set the quantity of Mi10T Violet");
    await alice.reads("The quantity was changed.");
    await row.getByText("1,797.00 USD").waitFor();

    await alice.presses("Remove Mi10T Violet");
    await alice.reads("It is not in your cart any more.");
    expect(await row.count()).toBe(0);
    expect(alice.refusals).toEqual([`422 ${mi10t}`]);
  }, 90_000);

  it("is nobody else's", async () => {
    await using bob = await site.browser.somebody();
    await logIn(bob, "bob", "/cart");

    await bob.sees("My cart");
    await bob.reads("Your cart is empty.");
    for (const path of ["/cart/alice", "/carts/alice", "/v1/carts/alice"]) {
      await bob.opens(path);
      await bob.sees("There is nothing here");
    }
    await bob.opens("/cart?username=alice");
    await bob.reads("Your cart is empty.");
    expect(bob.refusals).toHaveLength(3);
  }, 60_000);

  /** As bob, I look through the catalogue page by page, and put what I like into my cart. */
  it("is filled from the catalogue, of which there are several pages", async () => {
    await using bob = await site.browser.somebody();
    await logIn(bob, "bob", "/products");
    const names = () => bob.page.getByRole("main").getByRole("heading", { level: 2 }).allInnerTexts();

    await bob.sees("Products");
    const first = await names();
    expect(await bob.isOffered("First page")).toBe(false);
    await bob.follows("Next page");
    await bob.page.getByRole("link", { name: "First page" }).waitFor();
    await bob.sees("Products");
    const second = await names();
    expect([first.length, second.length]).toEqual([24, 24]);
    expect(second).not.toEqual(first);

    const [name = ""] = second;
    const heading = bob.page.getByRole("heading", { name, exact: true });
    await bob.page.getByRole("listitem").filter({ has: heading }).getByRole("link").click();
    await bob.sees(name);
    await bob.presses("Add to cart");
    await bob.sees("My cart");
    expect(await bob.page.getByRole("rowheader").allInnerTexts()).toEqual([name]);
  }, 60_000);
});
