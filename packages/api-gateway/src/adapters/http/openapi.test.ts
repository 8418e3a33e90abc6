import { document as movies } from "@hexmart/contracts/openapi/movies.v1";
import { describe, expect, it } from "@jest/globals";
import { routes } from "#app/routes.ts";
import { gatewayDocument, type OpenApi } from "./openapi.ts";

type Item = Readonly<Record<string, { security?: unknown; operationId?: string }>>;

const document = gatewayDocument({
  movies: movies as unknown as OpenApi,
  routes,
  methods: [],
  rulesOf: () => ({ access: "public", rateLimit: undefined, service: "" }),
  describe: () => undefined,
  examples: { getMovie: { parameters: { id: "1" } }, updateMovie: { body: { rating: 1 } } },
});
const paths = document.paths as Readonly<Record<string, Item>>;

describe("gatewayDocument()", () => {
  it("has the paths of the movies as they are here, every operation once", () => {
    expect(Object.keys(paths)).toEqual(["/movies", "/movies/{id}", "/me"]);
    const theirs = JSON.stringify(movies.paths).match(/"operationId":"\w+"/g);
    expect(
      JSON.stringify(paths)
        .match(/"operationId":"\w+"/g)
        ?.sort(),
    ).toEqual(theirs?.sort());
  });

  it("asks for the scopes that the contract of the movies asks for", () => {
    const theirs = movies.paths as unknown as Readonly<Record<string, Item>>;
    for (const [path, item] of Object.entries(theirs)) {
      for (const [verb, operation] of Object.entries(item)) {
        if (verb === "parameters") continue;
        expect(paths[path.replace("/v1", "")]?.[verb]?.security).toEqual(operation.security);
      }
    }
  });

  it("says where a location leads here, and which problems there are here", () => {
    const text = JSON.stringify(document.components);

    expect(text).toContain('"^/movies/"');
    expect(text).not.toContain('"^/v1/movies/"');
    expect(text).toContain("urn:hexmart:problem:upstream-timed-out");
  });

  it("shows the examples", () => {
    expect(JSON.stringify(paths["/movies/{id}"]?.patch)).toContain('"example":{"rating":1}');
  });
});
