import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { anchorsIn, linksIn } from "./markdown.ts";

const read = (file: string) => readFileSync(join(root, file), "utf8");
const found = (pattern: string) => globSync(pattern, { cwd: root }).map((file) => file.replaceAll("\\", "/"));
/** What a document links to: a path of the repository, and the heading there if one is named. */
const targetsOf = (file: string) =>
  linksIn(read(file)).map((link) => {
    const [path = "", heading] = link.split("#");
    return { link, target: path === "" ? file : posix.join(posix.dirname(file), path), heading };
  });

describe.each(["README.md", ".github/CONTRIBUTING.md", ...found("docs/**/*.md")])("%s", (file) => {
  it("links to files and headings that are there", () => {
    const broken = targetsOf(file).filter(
      ({ target, heading }) =>
        !existsSync(join(root, target)) || (heading !== undefined && !anchorsIn(read(target)).includes(heading)),
    );

    expect(broken.map(({ link }) => link)).toEqual([]);
  });

  it("has no two headings that a link could not tell apart", () => {
    const anchors = anchorsIn(read(file));

    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });
});

describe.each([
  ["docs/README.md", "docs/course/*.md"],
  ["docs/README.md", "docs/how-to/*.md"],
  ["docs/README.md", "docs/reference/*.md"],
  ["docs/decisions/README.md", "docs/decisions/0*.md"],
])("%s", (index, documents) => {
  it(`leads to each of ${documents}`, () => {
    const targets = targetsOf(index).map(({ target }) => target);

    expect(found(documents).filter((file) => !targets.includes(file))).toEqual([]);
  });
});
