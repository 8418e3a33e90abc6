import { describe, expect, it } from "@jest/globals";
import { docsPage } from "./docs-page.ts";

const problem = { description: "Whatever is in the way.", content: {} };
const document = {
  info: { title: "Carts", version: "1", description: "One each." },
  paths: {
    "/v1/carts/{username}": {
      parameters: [{ $ref: "#/components/parameters/Username" }],
      get: {
        operationId: "getCart",
        tags: ["reading"],
        summary: "Answers a cart",
        description: "The owner's, or nobody's.",
        security: [{ oauth2: ["cart.read"] }],
        responses: { "200": { description: "The cart." }, default: { $ref: "#/components/responses/Problem" } },
      },
      put: {
        operationId: "replaceCart",
        tags: ["writing"],
        summary: "Replaces a cart",
        security: [{ oauth2: [] }],
        requestBody: {
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/shop.v1.Cart" }, example: { items: 3 } },
          },
        },
        responses: { default: problem },
      },
    },
  },
  components: {
    parameters: {
      Username: { name: "username", in: "path", description: "Whose.", schema: { type: "string" }, example: "swn" },
    },
    responses: { Problem: problem },
    schemas: {
      "shop.v1.Cart": { type: "object", properties: { of: { $ref: "#/components/schemas/Owner" } } },
      Owner: { type: "string", enum: ["you", "me"] },
    },
  },
};

describe("docsPage()", () => {
  const page = docsPage(document);

  it("has every operation and every schema, with its description", () => {
    const ids = [...page.matchAll(/<article id="([\w.]+)">/g)].map(([, id]) => id);

    expect(ids).toEqual(["getCart", "replaceCart", "shop.v1.Cart", "Owner"]);
    for (const text of ["The owner&#39;s, or nobody&#39;s.", "Whose.", "Whatever is in the way.", "cart.read", "me"]) {
      expect(page).toContain(text);
    }
  });

  it("groups the operations by their tags", () => {
    const headings = [...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text);

    expect(headings).toEqual(["reading", "writing", "reading", "writing", "Schemas"]);
  });

  it("shows the examples", () => {
    expect(page).toContain("For example <code>swn</code>");
    expect(page).toContain("&#34;items&#34;: 3");
  });

  it("leads nowhere that is not on the page", () => {
    const targets = new Set([...page.matchAll(/ id="([\w.]+)"/g)].map(([, id]) => `#${id}`));
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href);

    expect(links.filter((href) => href !== "/openapi.json" && !targets.has(href))).toEqual([]);
    expect(links).toEqual(["/openapi.json", "#getCart", "#replaceCart", "#shop.v1.Cart", "#Owner"]);
  });

  it("takes nothing in the document for markup", () => {
    const evil = docsPage({ ...document, info: { ...document.info, title: '</title><script>"' } });

    expect(evil).not.toContain("<script>");
    expect(evil).toContain("&#60;script&#62;&#34;");
  });
});
