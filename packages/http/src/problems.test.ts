import { describe, expect, it } from "@jest/globals";
import { defineProblems, toBody, unavailable } from "./problems.ts";

const problem = defineProblems({ "movie-changed": [412, "The movie has changed"] });

describe("defineProblems()", () => {
  it("makes problems of the service, with their status and title", () => {
    const errors = [{ in: "body", pointer: "/title", detail: "is missing" }] as const;
    const error = problem("movie-changed", "Read it again", { errors, cause: "a secret" });

    expect(toBody(error, "r-1")).toEqual({
      type: "urn:hexmart:problem:movie-changed",
      title: "The movie has changed",
      status: 412,
      detail: "Read it again",
      requestId: "r-1",
      errors,
    });
  });

  it("has those of every server beside them", () => {
    expect(problem("not-found", "")).toMatchObject({ status: 404, title: "There is nothing here" });
  });

  it("refuses a name that nobody defined, also where no compiler looks", () => {
    expect(() => problem("toString" as "not-found", "")).toThrow('there is none that is called "toString"');
  });
});

describe("unavailable()", () => {
  it("says when to come again", () => {
    expect(unavailable("The database is away")).toMatchObject({
      status: 503,
      message: "The database is away; try again later",
      headers: { "retry-after": "1" },
    });
  });
});
