import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { accounts } from "./accounts.ts";
import { type Browser, hiddenOf, openBrowser } from "./browser.ts";
import { productId } from "./fake-shop.ts";
import { openSite, type Site } from "./site.ts";

let site: Site;
let alice: Browser;
let bob: Browser;

async function logIn(who: keyof typeof accounts): Promise<Browser> {
  site.identity.state.who = accounts[who];
  const browser = openBrowser(site.address);
  await browser.logIn();
  return browser;
}

beforeAll(async () => {
  site = await openSite();
  alice = await logIn("alice");
  bob = await logIn("bob");
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const content = { title: "Seven Samurai", genre: "Drama", rating: "8.6", releaseDate: "1954-04-26", imageUrl: "" };

/** A movie of alice's, made by her. */
async function created(title: string): Promise<string> {
  const { location } = await alice.submit("/movies/new", "/movies", { ...content, title });
  return location.replace("?done=created", "");
}

describe("the home page", () => {
  it("is for everybody, and offers to log in", async () => {
    const { status, text } = await openBrowser(site.address).get("/");
    expect(status).toBe(200);
    expect(text).toContain("Log in");
    expect(text).not.toContain("Log out");
  });
});

describe("movies", () => {
  it("are listed by genre and in order, and nothing else is asked for", async () => {
    const { text } = await alice.get("/movies?genre=Crime&order_by=rating+desc");
    expect(text).toContain("12 Angry Men");
    expect(text).not.toContain("Pulp Fiction");
    expect((await alice.get("/movies?genre=Opera&order_by=nonsense")).text).toContain("There are no movies");
  });

  it("are created, shown, changed and deleted by their owner", async () => {
    const { status, location } = await alice.submit("/movies/new", "/movies", content);
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/movies\/[0-9a-f-]{36}\?done=created$/)]);
    const path = location.replace("?done=created", "");
    const shown = await alice.get(location);
    expect(shown.text).toMatch(
      /The movie was added\.[\s\S]*Seven Samurai[\s\S]*April 26, 1954[\s\S]*alice[\s\S]*Change/,
    );

    const saved = await alice.submit(`${path}/edit`, path, { ...content, genre: "Action" });
    expect(saved.location).toBe(`${path}?done=saved`);
    expect((await alice.get(path)).text).toContain("Action");

    const deleted = await alice.submit(`${path}/delete`, `${path}/delete`);
    expect(deleted.location).toBe("/movies?done=deleted");
    expect(await alice.get(path)).toMatchObject({ status: 404, text: expect.stringContaining("does not exist") });
  });

  it("are created once, however often the form is sent", async () => {
    const form = { ...hiddenOf((await alice.get("/movies/new")).text, "/movies"), ...content, title: "Sent twice" };
    const [one, two] = [await alice.post("/movies", form), await alice.post("/movies", form)];
    expect(one.location).toBe(two.location);
  });

  it("that are invalid are shown again, with what is wrong by field, and nothing lost", async () => {
    const { status, text } = await alice.submit("/movies/new", "/movies", { ...content, title: "", rating: "11" });
    expect(status).toBe(422);
    expect(text).toContain('<a href="#title">Enter a title of 1 to 200 characters</a>');
    expect(text).toContain('<p class="error" id="rating-error">Enter a rating from 0 to 10, such as 8.5</p>');
    expect(text).toContain('value="1954-04-26"');
  });

  it("show what somebody else has changed, and are replaced only by who has seen it", async () => {
    const path = await created("Changed twice");
    const form = { ...hiddenOf((await alice.get(`${path}/edit`)).text, path), ...content, title: "Mine" };
    await bob.submit(`${path}/edit`, path, { ...content, title: "Theirs" });

    const { status, text } = await alice.post(path, form);
    expect(status).toBe(412);
    expect(text).toMatch(/Somebody else has changed[\s\S]*Title[\s\S]*Theirs[\s\S]*Mine/);
    expect((await alice.get(path)).text).toContain("Theirs");

    await alice.post(path, { ...form, ...hiddenOf(text, path) });
    expect((await alice.get(path)).text).toContain("Mine");
  });

  it("that changed meanwhile are not deleted unseen", async () => {
    const path = await created("To be deleted");
    const form = hiddenOf((await alice.get(`${path}/delete`)).text, `${path}/delete`);
    await bob.submit(`${path}/edit`, path, { ...content, title: "Better" });
    expect(await alice.post(`${path}/delete`, form)).toMatchObject({
      status: 412,
      text: expect.stringContaining("Better"),
    });
  });

  it("of somebody else offer no change, and the refusal of the API is a page", async () => {
    const path = `/movies/${id(3)}`;
    const { text } = await alice.get(path);
    expect(text).not.toContain(`${path}/edit`);
    const refused = { status: 403, text: expect.stringMatching(/You may not do this[\s\S]*belongs to another user/) };
    const form = { ...hiddenOf((await alice.get("/movies/new")).text, "/movies"), ...content };
    expect(await alice.post(path, form)).toMatchObject(refused);
    expect(await alice.post(`${path}/delete`, form)).toMatchObject(refused);
    expect((await bob.get(path)).text).toContain(`${path}/edit`);
  });

  it("of somebody else have no form to change or delete them by", async () => {
    const refused = { status: 403, text: expect.stringMatching(/You may not do this[\s\S]*belongs to bob/) };
    expect(await alice.get(`/movies/${id(3)}/edit`)).toMatchObject(refused);
    expect(await alice.get(`/movies/${id(3)}/delete`)).toMatchObject(refused);
    expect(await bob.get(`/movies/${id(1)}/edit`)).toMatchObject({ status: 200 });
  });

  it("say what people wrote, and run none of it", async () => {
    const path = await created('<script>alert(1)</script>"');
    const { text, headers } = await alice.get(path);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;");
    expect(text).not.toContain("<script>");
    expect(headers.get("content-security-policy")).not.toContain("script-src");
  });
});

describe("the admin page", () => {
  it("shows an administrator the claims, also to one of several roles", async () => {
    const { status, text } = await bob.get("/admin");
    expect(status).toBe(200);
    expect(text).toMatch(/bob@example\.com[\s\S]*user, admin/);
    expect(text).toMatch(/<code>address<\/code>[\s\S]*Germany, Heidelberg, One Hacker Way/);
  });

  it("is a page that says no, to others", async () => {
    expect(await alice.get("/admin")).toMatchObject({
      status: 403,
      text: expect.stringContaining("for administrators"),
    });
    expect((await alice.get("/")).text).not.toContain("/admin");
  });
});

describe("the cart", () => {
  const add = (browser: Browser, product: number, form: Record<string, string>) =>
    browser.submit(`/products/${productId(product)}`, `/products/${productId(product)}`, {
      color: "",
      discountCode: "",
      quantity: "1",
      ...form,
    });

  it("comes to be with its first item, and shows prices, discounts and totals", async () => {
    const browser = await logIn("alice");
    site.gateway.carts.delete("alice");
    expect((await browser.get("/cart")).text).toContain("Your cart is empty");
    const { status, location } = await add(browser, 1, { quantity: "2", color: "Black", discountCode: "code_100" });
    expect([status, location]).toEqual([303, "/cart?done=added"]);
    await add(browser, 3, {});
    const { text } = await browser.get(location);
    expect(text).toMatch(/Mi10T[\s\S]*Black[\s\S]*699\.00 USD[\s\S]*100\.00 USD[\s\S]*CODE_100[\s\S]*1,198\.00 USD/);
    expect(text).toMatch(/1,797\.50 USD[\s\S]*−200\.00 USD[\s\S]*To pay[\s\S]*1,597\.50 USD[\s\S]*399\.50 USD/);
  });

  it("has another quantity, and loses items", async () => {
    const path = `/cart/items/${productId(2)}`;
    await add(bob, 2, { color: "Red" });
    expect((await bob.submit("/cart", path, { quantity: "3" })).location).toBe("/cart?done=changed");
    const { text } = await bob.get("/cart");
    expect(text).toContain("2,697.00 USD");
    expect(text).toContain("<dd>0.00 USD</dd>");
    expect((await bob.submit("/cart", path, { quantity: "0" })).status).toBe(422);
    expect((await bob.submit("/cart", `${path}/remove`)).location).toBe("/cart?done=removed");
    expect((await bob.get("/cart")).text).not.toContain("P40");
  });

  it("has an item once, however often the form is sent", async () => {
    site.gateway.carts.delete("bob");
    const path = `/products/${productId(1)}`;
    const form = { ...hiddenOf((await bob.get(path)).text, path), quantity: "1", color: "", discountCode: "" };
    await bob.post(path, form);
    await bob.post(path, form);
    expect(site.gateway.carts.get("bob")?.[0]?.quantity).toBe(1);
  });

  it("refuses an unknown code beside its field", async () => {
    const { status, text } = await add(bob, 1, { discountCode: "NOPE" });
    expect(status).toBe(422);
    expect(text).toContain('<p class="error" id="discountCode-error">Discount &quot;NOPE&quot; does not exist</p>');
    expect((await add(bob, 1, { discountCode: "not a code" })).status).toBe(422);
    expect((await add(bob, 1, { quantity: "1.5" })).text).toContain("Enter a quantity from 1 to 10,000");
  });

  it("is shown as it changes, until the page is left", async () => {
    site.gateway.carts.set("bob", []);
    await using shown = await watchCart(await logIn("bob"));
    await shown.until("Your cart is empty");
    site.gateway.carts.set("bob", [{ productId: productId(2), color: "<b>", quantity: 3, discountCode: "" }]);
    site.gateway.changed();
    expect(await shown.until("2,697.00 USD")).toContain("data: ");
    await shown[Symbol.asyncDispose]();
    await watchers(0);
  });

  /** Waits until no more than so many watch, and not for ever. */
  async function watchers(count: number): Promise<void> {
    const giveUp = performance.now() + 20_000;
    while (site.gateway.watching() > count) {
      if (performance.now() > giveUp) throw new Error(`${site.gateway.watching()} still watch carts, not ${count}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const openStream = (browser: Browser, address = site.address, signal?: AbortSignal) => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return fetch(`http://${address}/cart/events`, { headers: { cookie }, ...(signal && { signal }) });
  };

  it("is shown no longer than the person is logged in", async () => {
    const [here, there] = [await logIn("bob"), await logIn("bob")];
    site.gateway.carts.set("bob", []);
    const [ending, staying] = await Promise.all([openStream(here), openStream(there)]);

    await here.submit("/", "/logout");

    expect(await ending.text()).toContain("Your cart is empty");
    await watchers(1);
    expect(site.gateway.watching()).toBe(1);
    await staying.body?.cancel();
  });

  it("is shown no longer than the session lasts, for which to watch is not to use it", async () => {
    await using short = await openSite({ idleSeconds: 600 });
    const browser = openBrowser(short.address);
    await browser.logIn();
    short.gateway.carts.set("alice", []);
    const stream = await openStream(browser, short.address);

    short.clock.aheadMs = 601_000;

    expect(await stream.text()).toContain("Your cart is empty");
  });

  it("leaves room for pages, however many look at it", async () => {
    site.gateway.carts.set("alice", []);
    const leaving = new AbortController();
    const browsers = await Promise.all(Array.from({ length: 44 }, () => logIn("alice")));
    const streams = await Promise.all(
      browsers.flatMap((one) => Array.from({ length: 6 }, () => openStream(one, site.address, leaving.signal))),
    );
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));

    expect((await alice.get("/movies")).status).toBe(200);

    expect((await openStream(browsers[0] as Browser)).status).toBe(429);
    leaving.abort();
    await watchers(0);
  }, 60_000);

  it("of somebody who has none yet is empty, and is shown when it comes to be", async () => {
    site.gateway.carts.delete("bob");
    await using shown = await watchCart(await logIn("bob"));
    await shown.until("Your cart is empty");
    site.gateway.carts.set("bob", [{ productId: productId(2), color: "Red", quantity: 3, discountCode: "" }]);
    await shown.until("2,697.00 USD");
  });

  it("is shown to nobody who is not logged in", async () => {
    const { status } = await openBrowser(site.address, { accept: "text/event-stream" }).get("/cart/events");
    expect(status).toBe(401);
  });

  it("lets go of its streams when the site stops", async () => {
    await using other = await openSite();
    const browser = openBrowser(other.address);
    await browser.logIn();
    other.gateway.carts.set("alice", []);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const { body } = await fetch(`http://${other.address}/cart/events`, { headers: { cookie } });
    const read = new Response(body).text();
    await other.drain();
    expect(await read).toContain("Your cart is empty");
  });
});

/** What comes of the cart, until it is disposed of. */
async function watchCart(browser: Browser) {
  const leaving = new AbortController();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const { body, headers } = await fetch(`http://${site.address}/cart/events`, {
    headers: { cookie },
    signal: leaving.signal,
  });
  expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const reader = (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  return {
    async until(wanted: string): Promise<string> {
      let text = "";
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream ended before "${wanted}"`);
        text += value;
      }
      return text;
    },
    [Symbol.asyncDispose]: async () => leaving.abort(),
  };
}

describe("a page that cannot be", () => {
  it("is a page all the same, by which the log can be asked", async () => {
    const { status, text, headers } = await alice.get("/nowhere");
    expect(status).toBe(404);
    expect(text).toContain(headers.get("x-request-id"));
    expect((await alice.get(`/products/${productId(9)}`)).status).toBe(404);
    expect((await alice.get(`/movies/${randomUUID()}`)).status).toBe(404);
  });

  it.each([
    "/movies?genre=a&genre=b",
    "/movies?order_by=title&order_by=x",
    "/movies?page_token=1&page_token=2",
    "/products?page_token=1&page_token=2",
    "/movies?done=constructor",
    "/cart?done=__proto__",
    "/login?return_to=/a&return_to=//evil.example",
    "/signout-callback-oidc?only_here=yes&only_here=no",
  ])("is none of those that somebody has bent: %s", async (path) => {
    const { status, text } = await alice.get(path);
    expect([200, 303]).toContain(status);
    expect(text).not.toMatch(/\[native code\]|\[object/);
  });

  it.each(["/movies/..%2fme", "/products/..%2fcarts%2fbob"])(
    "is not found by a path within a path: %s",
    async (path) => {
      expect([400, 404]).toContain((await alice.get(path)).status);
    },
  );

  it("is a page to come back to when the gateway breaks off its answer", async () => {
    site.gateway.state.breaksOff = true;
    try {
      for (const path of ["/movies", "/products", "/cart"]) expect((await alice.get(path)).status).toBe(503);
    } finally {
      site.gateway.state.breaksOff = false;
    }
  });

  it("is a page to come back to while the gateway is away", async () => {
    site.gateway.state.down = true;
    try {
      expect(await alice.get("/movies")).toMatchObject({
        status: 503,
        text: expect.stringContaining("cannot be reached"),
      });
    } finally {
      site.gateway.state.down = false;
    }
    expect((await alice.get("/movies")).status).toBe(200);
  });

  it("is a page to come back to while the database is away", async () => {
    site.relay.goDown();
    try {
      expect((await alice.get("/movies")).status).toBe(503);
      expect((await alice.get("/readyz")).status).toBe(503);
    } finally {
      site.relay.comeBack();
    }
    expect((await alice.get("/movies")).status).toBe(200);
  });
});
