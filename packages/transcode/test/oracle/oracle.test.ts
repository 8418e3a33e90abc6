import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Case, cases } from "./cases.ts";
import { whatIsMissing } from "./gateway.ts";
import { tryAll } from "./try.ts";

const missing = whatIsMissing();
if (missing !== undefined) console.warn(`Not compared with grpc-gateway: there is no ${missing}.`);
const withGateway = missing === undefined ? it : it.skip;

const document = await readFile(join(import.meta.dirname, "../../../../docs/reference/transcoding.md"), "utf8");
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

  withGateway("differ as docs/reference/transcoding.md says", () => {
    const rows = cases.flatMap((one, index) => (one.why === undefined ? [] : [row(index, one)]));

    expect(document.split(/\r?\n/).filter((line) => /^\| `(GET|POST|PUT|PATCH|DELETE|REPORT) /.test(line))).toEqual(
      rows,
    );
    expect(document).toContain(`${cases.length} requests, and ${rows.length} come out`);
  });

  it("answers what docs/reference/transcoding.md says, be the other here or not", () => {
    for (const [index, one] of cases.entries()) {
      if (one.why !== undefined) expect(document).toContain(`| ${asked(one)} | ${cell(here[index] ?? "")} |`);
    }
  });
});
