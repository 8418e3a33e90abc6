import { readFileSync } from "node:fs";
import { join } from "node:path";
import { document } from "@hexmart/contracts/openapi/movies.v1";
import { toBody } from "@hexmart/http";
import { describe, expect, it } from "@jest/globals";
import { type ProblemName, problem } from "./problems.ts";

const PREFIX = "urn:hexmart:problem:";
const names = document.components.schemas.Problem.properties.type.enum.map((type) => type.slice(PREFIX.length));

describe("every problem of the contract", () => {
  it("is explained in the README, with its status", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, name, status]) => [
      name,
      Number(status),
    ]);

    expect(rows.toSorted()).toEqual(names.map((name) => [name, problem(name as ProblemName, "").status]).toSorted());
  });

  it.each(names)("has a body that says what it is: %s", (name) => {
    const error = problem(name as ProblemName, "what to do");

    expect(toBody(error, "r-1")).toEqual({
      type: `${PREFIX}${name}`,
      title: expect.stringMatching(/./),
      status: error.status,
      detail: "what to do",
      requestId: "r-1",
    });
  });
});
