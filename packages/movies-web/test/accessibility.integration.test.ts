import { createServer } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { chromiumPath, inChromium } from "@hexmart/testing/chromium";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";
import { accounts } from "./accounts.ts";
import { productId } from "./fake-shop.ts";
import { openSite, type Site } from "./site.ts";

const movie = "/movies/01900000-0000-7000-8000-000000000003";
const paths = [
  ...["/", "/movies", "/movies/new", movie, `${movie}/edit`, `${movie}/delete`, "/products"],
  ...[`/products/${productId(1)}`, "/cart", "/admin", "/nowhere", "/signout-callback-oidc"],
];
const screens = [
  { name: "a phone", width: 390, height: 844, colorScheme: "dark" },
  { name: "a desktop", width: 1_280, height: 800, colorScheme: "light" },
] as const;

inChromium("a page", () => {
  let site: Site;
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    site = await openSite({ origin, address: `127.0.0.1:${port}` });
    site.identity.state.who = accounts.bob;
    site.gateway.carts.set("bob", [
      { productId: productId(1), color: "Black", quantity: 2, discountCode: "CODE_100" },
      { productId: productId(2), color: "Red", quantity: 3, discountCode: "" },
    ]);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
  });

  /** A page of somebody who has logged in, and whatever the browser complained about. */
  async function open({ width, height, colorScheme }: (typeof screens)[number], javaScriptEnabled = true) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, javaScriptEnabled });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      const expected = /status of (404|412|422)/.test(message.text());
      if (message.type() === "error" && !expected) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${origin}/login?return_to=/movies`);
    return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  async function faultsOf(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" ")}`);
  }

  describe.each(screens)("on $name", (screen) => {
    it("every page is clean by axe, fits the screen, and breaks no policy", async () => {
      await using opened = await open(screen);
      const { page, complaints } = opened;
      for (const path of paths) {
        await page.goto(`${origin}${path}`);
        expect([path, await faultsOf(page)]).toEqual([path, []]);
        const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
        expect([path, wide]).toEqual([path, false]);
      }
      expect(complaints).toEqual([]);
    }, 90_000);
  });

  describe("in a browser", () => {
    it("somebody logs out here and at the issuer by one button, which the policy allows", async () => {
      await using opened = await open(screens[1]);
      const { page, complaints } = opened;
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByRole("heading", { name: "You are logged out" }).waitFor();
      await page.goto(`${origin}/`);
      await page.getByRole("banner").getByRole("link", { name: "Log in" }).waitFor();
      expect(complaints).toEqual([]);
    }, 30_000);

    it("the cart changes while somebody looks, and not under the hands of who types", async () => {
      await using opened = await open(screens[1]);
      const { page } = opened;
      await page.goto(`${origin}/cart`);
      await page.getByText("Live").waitFor();
      const items = site.gateway.carts.get("bob") ?? [];
      await page.getByLabel("Quantity of Mi10T Black").focus();
      items.push({ productId: productId(3), color: "Blue", quantity: 1, discountCode: "" });
      site.gateway.changed();
      // The sums of an item that nobody has seen yet come when the hands are off.
      await page.getByLabel("Quantity of Mi10T Black").fill("5");
      await page.getByLabel("Quantity of Mi10T Black").blur();
      await page.getByText("Blue").first().waitFor();
    }, 30_000);

    it("everything works without JavaScript", async () => {
      await using opened = await open(screens[0], false);
      const { page } = opened;
      await page.goto(`${origin}/products/${productId(2)}`);
      await page.getByLabel("Colour").fill("Green");
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.getByText("It is in your cart.").waitFor();
      await page.getByRole("button", { name: "Remove P40 Green" }).click();
      await page.getByText("It is not in your cart any more.").waitFor();
    }, 30_000);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
