import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { fastify } from "fastify";
import type { Frame } from "./frame.ts";
import { type Page, pages } from "./pages.ts";

const folder = (name: string) => fileURLToPath(new URL(`../test/${name}`, import.meta.url));
const hostile = `"><script>alert('1')</script>&`;

/** A site with one page. */
async function serve(page: Page, frame: Frame = { site: "Shop", home: "/" }) {
  const app = fastify();
  await app.register(pages, { templates: folder("templates"), assets: folder("assets"), frame: () => frame });
  app.get("/", (_request, reply) => reply.page(page));
  return { get: (url: string, headers = {}) => app.inject({ url, headers }) };
}

const greeting = (name: string) => ({ template: "greeting", title: "Welcome", data: { name } });

describe("reply.page()", () => {
  it("lays out what the template says", async () => {
    const { get } = await serve(greeting("Ann"));
    const answer = await get("/");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.body).toContain("<title>Welcome · Shop</title>");
    expect(answer.body).toMatch(/<main[^>]*>\s*<h1>Hello Ann<\/h1>/);
    expect(answer.body).toContain('<a class="skip" href="#main">');
  });

  it("escapes whatever is not the template's own", async () => {
    const { get } = await serve(
      { ...greeting(hostile), title: hostile },
      {
        site: hostile,
        home: hostile,
        links: [{ href: hostile, text: hostile }],
        person: { name: hostile, logout: { action: hostile, hidden: { [hostile]: hostile } } },
      },
    );
    const { body } = await get("/");
    expect(body).not.toContain("<script");
    expect(body.match(/&quot;&gt;&lt;script&gt;alert\(&#39;1&#39;\)&lt;\/script&gt;&amp;/g)).toHaveLength(13);
  });

  it("shows who is logged in, and lets them log out by a form", async () => {
    const logout = { action: "/logout", hidden: { csrf: "c-1" } };
    const { get } = await serve(greeting("Ann"), { site: "Shop", home: "/", person: { name: "ann", logout } });
    const { body } = await get("/");
    expect(body).toMatch(/Logged in as <\/span>ann/);
    expect(body).toMatch(/<form method="post" action="\/logout">\s*<input type="hidden" name="csrf" value="c-1">/);
  });

  it("offers to log in while nobody is", async () => {
    const { get } = await serve(greeting("Ann"), { site: "Shop", home: "/", login: "/login" });
    expect((await get("/")).body).toContain('href="/login">Log in</a>');
  });

  it("marks where the reader is", async () => {
    const links = [
      { href: "/", text: "Home", current: true },
      { href: "/cart", text: "Cart" },
    ];
    const { get } = await serve(greeting("Ann"), { site: "Shop", home: "/", links });
    const { body } = await get("/");
    expect(body).toContain('<a href="/" aria-current="page">Home</a>');
    expect(body).toContain('<a href="/cart">Cart</a>');
  });

  it("is kept by nobody, and framed by nobody", async () => {
    const { get } = await serve(greeting("Ann"));
    const { headers } = await get("/");
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(headers["content-security-policy"]).not.toContain("script-src");
  });

  it("runs the scripts that a page names, and lets its forms lead where it says", async () => {
    const { get } = await serve({ ...greeting("Ann"), scripts: ["live.js"], formAction: ["https://a.example"] });
    const { body, headers } = await get("/");
    const [, src = ""] = /<script src="([^"]+)" defer>/.exec(body) ?? [];
    expect((await get(src)).body).toContain("(live)");
    expect(headers["content-security-policy"]).toContain("script-src 'self'");
    expect(headers["content-security-policy"]).toContain("form-action 'self' https://a.example");
  });

  it("lets the form that logs out lead to the issuer", async () => {
    const logout = { action: "/logout", leadsTo: ["https://issuer.example"] };
    const { get } = await serve(greeting("Ann"), { site: "Shop", home: "/", person: { name: "ann", logout } });
    const { headers } = await get("/");
    expect(headers["content-security-policy"]).toContain("form-action 'self' https://issuer.example;");
  });

  it("fails for a script that is not there", async () => {
    const { get } = await serve({ ...greeting("Ann"), scripts: ["no.js"] });
    const answer = await get("/");
    expect(answer.statusCode).toBe(500);
    expect(answer.json().message).toMatch(/Cannot refer to "no.js"/);
  });

  it("loads nothing from elsewhere", async () => {
    const { get } = await serve(greeting("Ann"));
    const { body } = await get("/");
    const urls = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);
    expect(urls.filter((url) => !/^(\/(?!\/)|#)/.test(url))).toEqual([]);
    const css = await get(/href="([^"]+\.css)"/.exec(body)?.[1] ?? "");
    expect(css.body).not.toMatch(/url\(|@import/);
  });
});

describe("renderPart()", () => {
  it("is what the template says, without anything around", async () => {
    const app = fastify();
    await app.register(pages, { templates: folder("templates"), frame: () => ({ site: "Shop", home: "/" }) });
    expect(app.renderPart("greeting", { name: "<b>" })).toMatch(/^<h1>Hello &lt;b&gt;<\/h1>/);
  });
});

describe("the stylesheet", () => {
  it("is kept for ever under an address that changes with it, and is known again", async () => {
    const { get } = await serve(greeting("Ann"));
    const [, url = ""] = /href="([^"]+\.css)"/.exec((await get("/")).body) ?? [];
    expect(url).toMatch(/^\/assets\/[\w-]{16}\/pages\.css$/);
    const { headers, statusCode } = await get(url);
    expect(statusCode).toBe(200);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await get(url, { "if-none-match": headers.etag })).statusCode).toBe(304);
  });

  it("moves nothing for people who asked for no motion", async () => {
    const css = await readFile(new URL("../assets/pages.css", import.meta.url), "utf8");
    const [still, ...moving] = css.split("@media (prefers-reduced-motion: no-preference) {\n");
    const motion = /transition|animation|scroll-behavior/;
    expect(still).not.toMatch(motion);
    expect(moving.length).toBeGreaterThan(0);
    // Each block ends with the first brace at the beginning of a line.
    for (const block of moving) expect(block.slice(block.indexOf("\n}"))).not.toMatch(motion);
  });

  it.each(["../package.json", "%2e%2e/package.json", "..%2fpackage.json", ".", "no.css"])(
    "has nothing beside it at %s",
    async (path) => {
      const { get } = await serve(greeting("Ann"));
      const [, prefix = ""] = /href="([^"]+)pages\.css"/.exec((await get("/")).body) ?? [];
      expect((await get(`${prefix}${path}`)).statusCode).toBe(404);
    },
  );
});

describe("the parts of a form", () => {
  const form = async (data: object) => (await (await serve({ template: "form", title: "Form", data })).get("/")).body;

  it("tie a label, a hint and an error to their control", async () => {
    const field = { name: "rating", label: "Rating", hint: "0 to 10", error: "Too high", value: "11", required: true };
    const body = await form({ fields: [{ ...field, type: "number", attributes: { max: 10, step: "0.1" } }] });
    expect(body).toContain('<label for="rating">Rating</label>');
    expect(body).toMatch(
      /<input type="number" value="11" id="rating" name="rating" required aria-invalid="true" aria-describedby="rating-hint rating-error" max="10" step="0.1">/,
    );
    expect(body).toContain('<p class="error" id="rating-error">Too high</p>');
  });

  it("say what may be left out", async () => {
    expect(await form({ fields: [{ name: "code", label: "Code" }] })).toMatch(
      /Code <span class="optional">\(optional\)/,
    );
  });

  it("choose among options, write long texts, and tick boxes", async () => {
    const options = ["a", "b"].map((value) => ({ value, text: value.toUpperCase() }));
    const body = await form({
      fields: [
        { name: "one", label: "One", type: "select", options, value: "b" },
        { name: "two", label: "Two", type: "textarea", value: hostile },
        { name: "three", label: "Three", type: "checkbox", value: true },
      ],
    });
    expect(body).toContain('<option value="b" selected>B</option>');
    expect(body).toContain("&lt;/script&gt;&amp;</textarea>");
    expect(body).toMatch(/<input type="checkbox" value="on" checked id="three" name="three">/);
  });

  it("never repeat a password", async () => {
    const body = await form({ fields: [{ name: "password", label: "Password", type: "password", value: "s3cret" }] });
    expect(body).not.toContain("s3cret");
  });

  it("sum up what is wrong, with the way to each field", async () => {
    const body = await form({ fields: [], errors: [{ field: "title", message: hostile }, { message: "Try again" }] });
    expect(body).toMatch(/role="alert"[\s\S]*<a href="#title">&quot;&gt;&lt;script[\s\S]*<li>Try again<\/li>/);
    expect(await form({ fields: [] })).not.toContain("alert");
  });
});
