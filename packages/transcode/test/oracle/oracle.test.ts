import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Case, cases } from "./cases.ts";
import { whatIsMissing } from "./gateway.ts";
import { tryAll } from "./try.ts";

const missing = whatIsMissing();
if (missing !== undefined) console.warn(`Not compared with grpc-gateway: there is no ${missing}.`);
const withGateway = missing === undefined ? it : it.skip;

// Whoever takes this package out of its repository leaves the document there.
const path = join(import.meta.dirname, "../../../../docs/reference/transcoding.md");
const document = existsSync(path) ? readFileSync(path, "utf8") : "";
if (document === "") console.warn("Not compared with docs/reference/transcoding.md: it is not here.");
const withDocument = document === "" ? it.skip : it;
const cell = (text: string) => `\`${text}\``;
const asked = ({ target, body, type }: Case) =>
  cell(target) +
  (body === undefined ? "" : body === "" ? " without a body" : ` with ${cell(body.replaceAll("\n", "\\n"))}`) +
  (type === undefined ? "" : ` as ${type}`);

describe("grpc-gateway and this library", () => {
  let here: string[] = [];
  let there: string[] = [];
  const row = (index: number, one: Case) =>
    `| ${asked(one)} | ${cell(here[index] ?? "")} | ${cell(there[index] ?? "")} | ${one.why} |`;

  beforeAll(async () => {
    ({ here, there } = await tryAll(missing === undefined));
  }, 300_000);

  withGateway("agree, but where there is a reason not to", () => {
    const differing = cases.filter((_, index) => here[index] !== there[index]);

    expect(differing.map(asked)).toEqual(cases.filter(({ why }) => why !== undefined).map(asked));
  });

  (document === "" ? it.skip : withGateway)("differ as docs/reference/transcoding.md says", () => {
    const rows = cases.flatMap((one, index) => (one.why === undefined ? [] : [row(index, one)]));

    expect(document.split(/\r?\n/).filter((line) => /^\| `(GET|POST|PUT|PATCH|DELETE|REPORT) /.test(line))).toEqual(
      rows,
    );
    expect(document).toContain(`${cases.length} requests, and ${rows.length} come out`);
  });

  withDocument("answers what docs/reference/transcoding.md says, be the other here or not", () => {
    for (const [index, one] of cases.entries()) {
      if (one.why !== undefined) expect(document).toContain(`| ${asked(one)} | ${cell(here[index] ?? "")} |`);
    }
  });
});
