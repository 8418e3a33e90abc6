import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { defineConfig } from "vitepress";
import { anchor } from "../../scripts/docs/markdown.ts";
import { siteLink, sourceUrl } from "../../scripts/site/links.ts";
import { sidebar } from "../../scripts/site/sidebar.ts";
import { sourcePage } from "../../scripts/site/source-page.ts";

const docs = join(import.meta.dirname, "..");
const root = join(docs, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const documents = globSync("docs/**/*.md", { cwd: root }).map((file) => file.replaceAll("\\", "/"));

/** Files and folders that documents link to, and that the site shows by itself. */
const linked = new Set<string>();
const repository = process.env.REPOSITORY_URL || undefined;

function kindOf(path: string) {
  const file = join(root, path);
  if (!existsSync(file)) return "nothing";
  return statSync(file).isDirectory() ? "folder" : "file";
}

const content = (path: string) => (kindOf(path) === "folder" ? readdirSync(join(root, path)).sort() : read(path));

export default defineConfig({
  title: "hexmart",
  description: "A contract-first, test-first gRPC shop secured by OAuth 2.0, in TypeScript",
  lang: "en",
  // Without one, browsers ask for /favicon.ico.
  head: [["link", { rel: "icon", href: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>" }]],
  cleanUrls: false,
  lastUpdated: false,
  // A README is the page of its folder, as on a code host.
  rewrites: (page) => page.replace(/README\.md$/, "index.md"),
  ignoreDeadLinks: [/^\/source\//],
  themeConfig: {
    sidebar: sidebar(documents.map((path) => ({ path, text: read(path) }))) as never,
    nav: [
      { text: "Course", link: "/course/00-tour", activeMatch: "/course/" },
      { text: "Reference", link: "/reference/rpc", activeMatch: "/reference/" },
      { text: "Decisions", link: "/decisions/", activeMatch: "/decisions/" },
    ],
    outline: [2, 3],
    search: { provider: "local" },
  },
  markdown: {
    // A link to a heading has to work on a code host, too.
    anchor: { slugify: anchor },
    config(md) {
      md.core.ruler.push("repository-links", ({ tokens, env }) => {
        const document = posix.join("docs", relative(docs, env.path).replaceAll("\\", "/"));
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const link = token.type === "link_open" ? token.attrGet("href") : null;
          if (link === null) continue;
          const url = siteLink(link, document, { kindOf, repository });
          token.attrSet("href", url);
          if (!url.startsWith("/source/")) continue;
          linked.add(decodeURI(url).slice("/source/".length, -".html".length));
          // Not a page of the application: the browser is to load it.
          token.attrSet("target", "_self");
        }
      });
      const { fence } = md.renderer.rules;
      md.renderer.rules.fence = (...args) => {
        const [tokens, index] = args;
        const { info, content: code } = tokens[index] ?? {};
        if (info?.trim() === "mermaid") return `<Mermaid code="${encodeURIComponent(code ?? "")}" />`;
        return fence?.(...args) ?? "";
      };
    },
  },
  vite: {
    plugins: [
      {
        name: "source-pages",
        configureServer({ middlewares }) {
          middlewares.use("/source/", (request, response, next) => {
            const path = decodeURI(request.url ?? "")
              .replace(/^\//, "")
              .replace(/\.html$/, "");
            if (!linked.has(path)) return next();
            response.setHeader("content-type", "text/html; charset=utf-8");
            response.end(sourcePage(path, content(path)));
          });
        },
      },
    ],
    build: { chunkSizeWarningLimit: 4_000 },
  },
  buildEnd({ outDir }) {
    for (const path of linked) {
      const file = join(outDir, sourceUrl(path));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, sourcePage(path, content(path)));
    }
  },
});
