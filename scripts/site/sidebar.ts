import { pageOf } from "./links.ts";

/** An entry of the site's menu, as VitePress wants it. */
export type Entry = { readonly text: string; readonly link: string };
export type Group = { readonly text: string; readonly collapsed?: boolean; readonly items: readonly Entry[] };

/** A document of the repository, with its text. */
export type Document = { readonly path: string; readonly text: string };

const groups: readonly { readonly text: string; readonly pattern: RegExp; readonly collapsed?: boolean }[] = [
  { text: "The course", pattern: /^docs\/course\/\d\d-[^/]+\.md$/ },
  { text: "Exercises", pattern: /^docs\/course\/exercises\/[^/]+\/README\.md$/, collapsed: true },
  { text: "How to", pattern: /^docs\/how-to\/[^/]+\.md$/ },
  { text: "Reference", pattern: /^docs\/reference\/[^/]+\.md$/ },
  { text: "Decisions", pattern: /^docs\/decisions\/(\d{4}-[^/]+|README)\.md$/, collapsed: true },
];

/** The menu: every document is in it, under the title that it gives itself. */
export function sidebar(documents: readonly Document[]): Group[] {
  const sorted = [...documents].sort((a, b) => (a.path < b.path ? -1 : 1));
  return groups
    .map(({ pattern, ...group }) => ({
      ...group,
      items: sorted
        .filter(({ path }) => pattern.test(path))
        .map(({ path, text }) => ({ text: titleOf(text) ?? path, link: pageOf(path) })),
    }))
    .filter(({ items }) => items.length > 0);
}

function titleOf(text: string): string | undefined {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "");
}
