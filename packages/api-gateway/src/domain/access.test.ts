import { describe, expect, it } from "@jest/globals";
import { missingScopes } from "./access.ts";

const audience = "urn:hexmart:movies-api";

describe("missingScopes()", () => {
  it("asks for every scope of allOf", () => {
    const access = { audience, allOf: ["movies.read", "movies.write"] };

    expect(missingScopes(access, ["movies.write", "movies.read"])).toEqual([]);
    expect(missingScopes(access, ["movies.read"])).toEqual(["movies.write"]);
  });

  it("asks for one scope of anyOf", () => {
    const access = { audience, anyOf: ["movies.read", "movies.write"] };

    expect(missingScopes(access, ["movies.write"])).toEqual([]);
    expect(missingScopes(access, [])).toEqual(["movies.read", "movies.write"]);
  });

  it("asks for both where a route has both", () => {
    const access = { audience, allOf: ["movies.read"], anyOf: ["a", "b"] };

    expect(missingScopes(access, ["a"])).toEqual(["movies.read"]);
    expect(missingScopes(access, ["movies.read"])).toEqual(["a", "b"]);
    expect(missingScopes(access, ["movies.read", "b"])).toEqual([]);
  });

  it.each(["movies", "movies.read.all", "Movies.read", "movies.*", "movies.read movies.write"])(
    "does not take %s for movies.read",
    (scope) => {
      expect(missingScopes({ audience, allOf: ["movies.read"] }, [scope])).toEqual(["movies.read"]);
    },
  );

  it("lets every token of the audience in where no scope is asked for", () => {
    expect(missingScopes({ audience }, [])).toEqual([]);
  });
});
