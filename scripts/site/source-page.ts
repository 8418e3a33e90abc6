import { posix } from "node:path";
import { sourceUrl } from "./links.ts";

/** A page with the text of a file, or with what is in a folder. It takes no part in the rest of the site. */
export function sourcePage(path: string, content: string | readonly string[]): string {
  const title = escapeHtml(path);
  const body =
    typeof content === "string"
      ? `<pre>${escapeHtml(content)}</pre>`
      : `<ul>${content.map((name) => `<li><a href="${href(posix.join(path, name))}">${escapeHtml(name)}</a></li>`).join("")}</ul>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui;margin:2rem auto;max-width:72rem;padding:0 1rem}pre{font:.875rem/1.5 ui-monospace,monospace;overflow-x:auto}</style>
</head><body><p><a href="/">hexmart</a></p><h1>${title}</h1>${body}</body></html>
`;
}

function href(path: string): string {
  return escapeHtml(encodeURI(sourceUrl(path)));
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
