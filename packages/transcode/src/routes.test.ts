import type { MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "@jest/globals";
import type { HttpRuleSchema } from "../gen/google/api/http_pb.ts";
import { SampleService } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import { serviceWith } from "../test/service-with.ts";
import { compileRoutes, matchRoute } from "./routes.ts";

type Rule = MessageInitShape<typeof HttpRuleSchema>;

const get = (value: string, more: Omit<Rule, "$typeName" | "pattern"> = {}): Rule =>
  ({ pattern: { case: "get", value }, ...more }) as Rule;
const patch = (value: string, body = ""): Rule => ({ pattern: { case: "patch", value }, body });
const custom = (kind: string, path: string): Rule => ({ pattern: { case: "custom", value: { kind, path } } });

const methodOf = (rules: Rule[], httpMethod: string, path: string) => {
  const match = matchRoute(compileRoutes([serviceWith(...rules)]), httpMethod, path);
  return "route" in match ? match.route.method.name : match.allowed;
};

describe("compileRoutes()", () => {
  it("has a route for each binding", () => {
    const routes = compileRoutes([SampleService]).map(({ httpMethod, pattern }) => `${httpMethod} ${pattern}`);

    expect(routes).toHaveLength(12);
    expect(routes).toEqual(
      expect.arrayContaining(["GET /v1/samples/{name}", "GET /v1/{name=shelves/*/samples/*}", "POST /v1/samples:chat"]),
    );
  });

  it.each<[string, Rule, string]>([
    ["a template that is none", get("v1"), 'Cannot read path template "v1"'],
    ["no path", {} as Rule, "it has no path"],
    ["a variable without a field", get("/{prize}"), 'UpdateSampleRequest has no field "prize"'],
    ["a variable without a nested field", get("/{sample.prize}"), 'has no field "sample.prize"'],
    ["a variable in a text", get("/{sample.name.first}"), 'has no field "sample.name.first"'],
    ["a variable for many values", get("/{sample.texts}"), '"sample.texts" in the path is not a single value'],
    ["a variable for a map", get("/{sample.labels}"), '"sample.labels" in the path is not a single value'],
    ["a variable for a message", get("/{sample}"), '"sample" in the path is not a single value'],
    ["a body without a field", patch("/a", "prize"), 'has no field "prize", its body'],
    ["a body of GET", get("/a", { body: "*" }), "GET has no body"],
    ["a body that is in the path", patch("/{update_mask}", "update_mask"), "both in the path and the body"],
    ["a response without a field", get("/a", { responseBody: "prize" }), 'has no field "prize", its response body'],
    ["a method that HTTP cannot have", custom("a b", "/a"), '"a b" is no HTTP method'],
    [
      "bindings within bindings",
      get("/a", { additionalBindings: [get("/b", { additionalBindings: [get("/c")] })] }),
      "an additional binding has additional bindings",
    ],
  ])("refuses %s, and names the method", (_what, rule, why) => {
    const compile = () => compileRoutes([serviceWith(rule)]);

    expect(compile).toThrow(why);
    if (!why.startsWith("Cannot")) expect(compile).toThrow("MadeService.Method0");
  });

  it.each<[string, Rule[]]>([
    ["the same path", [get("/a"), get("/a")]],
    ["other names of variables", [get("/{sample.name}"), get("/{sample.this}")]],
    ["another shape of a variable", [get("/{sample.name=a/*}"), get("/a/{sample.this}")]],
    ["any method", [custom("*", "/a"), get("/a")]],
    ["an additional binding", [get("/a"), get("/b", { additionalBindings: [get("/a")] })]],
  ])("refuses two methods for the same requests: %s", (_what, rules) => {
    expect(() => compileRoutes([serviceWith(...rules)])).toThrow(
      /Cannot route .* to .*Method\d: .*Method\d has .*, which matches the same requests/,
    );
  });
});

describe("matchRoute()", () => {
  const rules = [
    get("/v1/{sample.name}"),
    get("/v1/fixed"),
    get("/v1/{sample.name=**}"),
    get("/v1/{sample.name}:archive"),
    get("/v1/{sample.name}/parts"),
    patch("/v1/{sample.name}"),
    custom("*", "/any"),
  ];

  it.each([
    ["GET", "/v1/x", "Method0"],
    ["GET", "/v1/fixed", "Method1"],
    ["GET", "/v1/x/y", "Method2"],
    ["GET", "/v1", "Method2"],
    ["GET", "/v1/x:archive", "Method3"],
    ["GET", "/v1/x%3Aarchive", "Method0"],
    ["GET", "/v1/x/parts", "Method4"],
    ["PATCH", "/v1/x", "Method5"],
    ["PATCH", "/v1/fixed", "Method5"],
    ["REPORT", "/any", "Method6"],
  ])("finds the most specific: %s %s", (httpMethod, path, name) => {
    expect(methodOf(rules, httpMethod, path)).toBe(name);
  });

  it("says which methods a path has", () => {
    expect(methodOf(rules, "DELETE", "/v1/x")).toEqual(["GET", "PATCH"]);
    expect(methodOf(rules, "GET", "/v2")).toEqual([]);
  });
});
