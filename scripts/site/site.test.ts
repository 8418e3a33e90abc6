import { describe, expect, it } from "@jest/globals";
import { type Kind, siteLink, sourceUrl } from "./links.ts";
import { sidebar } from "./sidebar.ts";
import { sourcePage } from "./source-page.ts";

const tree: Readonly<Record<string, Kind>> = {
  "docs/README.md": "file",
  "docs/course/01-contracts.md": "file",
  "docs/decisions": "folder",
  "docs/decisions/README.md": "file",
  "docs/diffs/discount→product.diff": "file",
  "packages/discount": "folder",
  "packages/discount/README.md": "file",
  "packages/discount/src/main.ts": "file",
};
const kindOf = (path: string) => tree[path] ?? "nothing";
const from = "docs/course/02-discount.md";

describe("siteLink()", () => {
  it.each([
    ["another document", "01-contracts.md", "/course/01-contracts"],
    ["a heading of another document", "01-contracts.md#goal", "/course/01-contracts#goal"],
    ["a README, which is the page of its folder", "../README.md", "/"],
    ["a folder of documents", "../decisions/", "/decisions/"],
    ["a heading of its own", "#goal", "#goal"],
    ["somewhere else", "https://example.org/a.md", "https://example.org/a.md"],
  ])("leads to %s", (_what, link, url) => {
    expect(siteLink(link, from, { kindOf })).toBe(url);
  });

  it.each([
    ["../../packages/discount/src/main.ts", "packages/discount/src/main.ts"],
    ["../../packages/discount/README.md#rooms", "packages/discount/README.md"],
    ["../../packages/discount", "packages/discount"],
    ["../diffs/discount→product.diff", "docs/diffs/discount→product.diff"],
    ["../diffs/discount%E2%86%92product.diff", "docs/diffs/discount→product.diff"],
  ])("leads from %s to the code's host, or to a page of the site", (link, path) => {
    const repository = "https://example.org/hexmart/blob/main";
    const hash = link.split("#")[1];

    expect(siteLink(link, from, { kindOf, repository })).toBe(
      encodeURI(`${repository}/${path}`) + (hash ? `#${hash}` : ""),
    );
    expect(siteLink(link, from, { kindOf })).toBe(encodeURI(sourceUrl(path)));
  });

  it("refuses a link to nothing, and says whose it is", () => {
    expect(() => siteLink("gone.md", from, { kindOf })).toThrow(
      "docs/course/02-discount.md links to docs/course/gone.md, which is not there: mend gone.md",
    );
  });
});

describe("sidebar()", () => {
  it("has the documents in their groups and order, by the titles that they give themselves", () => {
    const documents = [
      { path: "docs/reference/rpc.md", text: "# RPC\n" },
      { path: "docs/course/01-contracts.md", text: "# 01 · Contracts\n" },
      { path: "docs/course/00-tour.md", text: "# 00 · A tour of `hexmart`\n" },
      { path: "docs/README.md", text: "# Documentation\n" },
    ];

    expect(sidebar(documents)).toEqual([
      {
        text: "The course",
        items: [
          { text: "00 · A tour of hexmart", link: "/course/00-tour" },
          { text: "01 · Contracts", link: "/course/01-contracts" },
        ],
      },
      { text: "Reference", items: [{ text: "RPC", link: "/reference/rpc" }] },
    ]);
  });
});

describe("sourcePage()", () => {
  it("shows a file as text, whatever is in it", () => {
    const page = sourcePage("a/<b>.ts", 'const a = "<script>" && 1;\n');

    expect(page).toContain("<title>a/&lt;b&gt;.ts</title>");
    expect(page).toContain("<pre>const a = &quot;&lt;script&gt;&quot; &amp;&amp; 1;\n</pre>");
  });

  it("lists what is in a folder", () => {
    expect(sourcePage("packages/discount", ["src", "a b.md"])).toContain(
      '<li><a href="/source/packages/discount/a%20b.md.html">a b.md</a></li>',
    );
  });
});
