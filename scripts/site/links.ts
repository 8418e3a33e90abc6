import { posix } from "node:path";

/** What stands at a path of the repository: a page of the documentation, another file, or a folder. */
export type Kind = "file" | "folder" | "nothing";

export type SiteOptions = {
  readonly kindOf: (path: string) => Kind;
  /** Where the repository can be read, as in `https://example.org/me/hexmart/blob/main`; without it the site shows files. */
  readonly repository?: string | undefined;
};

/**
 * Where a link of a document leads on the site. In the repository a link is a path; on the site a document is a page, and
 * what is not a document is shown by the host of the code, or by the site itself.
 *
 * @throws Error for a link to nothing
 */
export function siteLink(link: string, document: string, { kindOf, repository }: SiteOptions): string {
  if (/^([a-z]+:|\/\/|#)/.test(link)) return link;
  const [path = "", ...fragment] = decodeURI(link).split("#");
  const hash = fragment.length > 0 ? `#${fragment.join("#")}` : "";
  const target = posix.join(posix.dirname(document), path).replace(/\/$/, "");
  const kind = kindOf(target);
  if (kind === "nothing") throw new Error(`${document} links to ${target}, which is not there: mend ${link}`);
  const index = kind === "folder" && target.startsWith("docs") ? `${target}/README.md` : target;
  if (index.startsWith("docs/") && index.endsWith(".md") && kindOf(index) === "file") return pageOf(index) + hash;
  return encodeURI(repository ? `${repository}/${target}` : sourceUrl(target)) + (repository ? hash : "");
}

/** The page of a document; a README is the page of its folder. */
export function pageOf(document: string): string {
  return `/${document
    .slice("docs/".length)
    .replace(/(^|\/)README\.md$/, "$1")
    .replace(/\.md$/, "")}`;
}

/** The page on which the site shows a file or folder of the repository. */
export function sourceUrl(path: string): string {
  return `/source/${path}.html`;
}
