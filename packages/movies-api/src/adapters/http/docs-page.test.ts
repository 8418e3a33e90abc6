import { document } from "@hexmart/contracts/openapi/movies.v1";
import { describe, expect, it } from "@jest/globals";
import { docsPage } from "./docs-page.ts";

describe("docsPage()", () => {
  const page = docsPage(document);

  it("has every operation and every schema, with its description", () => {
    const operationIds = [...JSON.stringify(document.paths).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    const ids = [...page.matchAll(/<article id="(\w+)">/g)].map(([, id]) => id);

    expect(ids).toEqual([...operationIds, ...Object.keys(document.components.schemas)]);
    expect(page).toContain("The `ETag` of the movie that the change was decided on");
    expect(page).toContain("urn:hexmart:problem:if-match-required");
  });

  it("leads nowhere that is not on the page", () => {
    const targets = new Set([...page.matchAll(/ id="(\w+)"/g)].map(([, id]) => `#${id}`));
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href);

    expect(links.filter((href) => href !== "/openapi.json" && !targets.has(href))).toEqual([]);
    expect(links.length).toBeGreaterThan(20);
  });

  it("takes nothing in the document for markup", () => {
    const evil = { ...document, info: { ...document.info, title: '</title><script>"' } };

    expect(docsPage(evil)).not.toContain("<script>");
    expect(docsPage(evil)).toContain("&#60;script&#62;&#34;");
  });
});
