import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { wrongRows } from "../from-dotnet.ts";
import { root } from "../root.ts";
import { factsOfCode } from "./error-facts.ts";
import { fact, problemsOf } from "./error-reference.ts";

const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined);

const path = "docs/reference/errors.md";

describe(path, () => {
  const document = read(path) ?? "";
  /** Services that were added to the shop have pages of their own. */
  const pages = globSync("docs/reference/errors/*.md", { cwd: root }).map((file) => file.replaceAll("\\", "/"));

  it("says what the code does, all of it and nothing else, with the pages beside it", async () => {
    const documents = [path, ...pages].map((file) => ({ path: file, text: read(file) ?? "" }));

    expect(problemsOf(documents, await factsOfCode())).toEqual([]);
  });

  it("names tests for what is not in the code", () => {
    const section = document.split(/^## /m).find((text) => text.startsWith("What gRPC itself refuses")) ?? "";

    expect(wrongRows(section, read)).toEqual([]);
  });
});

describe("factsOfCode()", () => {
  it("runs what translates an error, and reads what cannot be run", async () => {
    const facts = await factsOfCode();

    expect(facts).toContain(
      fact.translated(
        "packages/discount/src/domain/errors.ts",
        "DISCOUNT_NOT_FOUND",
        "NOT_FOUND",
        "ResourceInfo hexmart.discount.v1.Discount",
      ),
    );
    expect(facts).toContain(fact.reason("packages/grpc/src/server/interceptors/authentication.ts", "TOKEN_MISSING"));
    expect(facts).toContain(fact.exit("packages/postgres/src/errors.ts", "DATABASE_UNAVAILABLE", 69));
  });
});

describe("problemsOf()", () => {
  const file = "packages/a/src/domain/errors.ts";
  const table = (head: string, ...rows: string[]) =>
    [`| ${head} |`, "|---|", ...rows.map((row) => `| ${row} |`)].join("\n");
  const where = "[a](../../packages/a/src/domain/errors.ts)";
  const codes = (...rows: string[]) => table("code | status | detail | where | when | what to do", ...rows);
  const gone = `\`GONE\` | NOT_FOUND | ResourceInfo \`a.v1.A\` | ${where} | now | nothing`;
  const documentOf = (text: string) => [{ path, text }];
  const known = [fact.translated(file, "GONE", "NOT_FOUND", "ResourceInfo a.v1.A")];

  it("finds nothing wrong where both say the same", () => {
    expect(problemsOf(documentOf(codes(gone)), known)).toEqual([]);
  });

  it("reports a code that the document does not have", () => {
    expect(problemsOf(documentOf(codes(gone)), [...known, fact.translated(file, "FULL", "ABORTED", "–")])).toEqual([
      `${path} does not say that ${file} has the code FULL, which leaves as ABORTED with –`,
    ]);
  });

  it("reports a code that the sources no longer have", () => {
    expect(problemsOf(documentOf(codes(gone)), [])).toEqual([
      `${path}:3 is stale: it says that ${file} has the code GONE, which leaves as NOT_FOUND with ResourceInfo a.v1.A`,
    ]);
  });

  it.each([
    ["status", gone.replace("NOT_FOUND", "ABORTED")],
    ["detail", gone.replace("a.v1.A", "a.v1.B")],
    ["file", gone.replace("packages/a/", "packages/b/")],
  ])("reports a code with another %s, as stale and as missing", (_what, row) => {
    expect(problemsOf(documentOf(codes(row)), known)).toEqual([
      expect.stringMatching(/:3 is stale: /),
      expect.stringMatching(/ does not say that /),
    ]);
  });

  it("reports a row that nobody has written the words of", () => {
    expect(problemsOf(documentOf(codes(gone.replace("nothing", ""))), known)).toEqual([
      `${path}:3 does not say what to do`,
    ]);
  });

  it("reports a row that names no file", () => {
    expect(problemsOf(documentOf(codes(gone.replace(where, "a"))), [])).toEqual([
      `${path}:3 names no file: write [name](../../path/to/file)`,
    ]);
  });

  it("compares a status with its reason, apart from each other", () => {
    const row = `ABORTED | ErrorInfo \`TOO_LATE\` | ${where} | now | nothing`;
    const text = table("status | detail | where | when | what to do", row);

    expect(problemsOf(documentOf(text), [fact.status(file, "ABORTED"), fact.reason(file, "TOO_LATE")])).toEqual([]);
    expect(problemsOf(documentOf(text), [fact.status(file, "ABORTED"), fact.reason(file, "TOO_SOON")])).toEqual([
      `${path}:3 is stale: it says that ${file} gives the reason TOO_LATE`,
      `${path} does not say that ${file} gives the reason TOO_SOON`,
    ]);
  });

  it("compares a code with how a process ends, and a code that stands alone", () => {
    const exit = table("code | exit | where | when | what to do", `\`AWAY\` | 69 | ${where} | now | nothing`);
    const alone = table("code | where | when | what to do", `\`ODD\` | ${where} | now | nothing`);

    expect(
      problemsOf(documentOf(`${exit}\n\n${alone}`), [fact.exit(file, "AWAY", 69), fact.code(file, "ODD")]),
    ).toEqual([]);
    expect(
      problemsOf(documentOf(`${exit}\n\n${alone}`), [fact.exit(file, "AWAY", 1), fact.code(file, "EVEN")]),
    ).toHaveLength(4);
  });

  it("takes what one document of several says, by links from where that lies", () => {
    const page = { path: "docs/reference/errors/a.md", text: codes(gone.replace("../../", "../../../")) };

    expect(problemsOf([...documentOf(""), page], known)).toEqual([]);
  });
});
