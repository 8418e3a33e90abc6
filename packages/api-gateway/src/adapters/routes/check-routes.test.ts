import { describe, expect, it } from "@jest/globals";
import { routes } from "#app/routes.ts";
import { checkRoutes } from "./check-routes.ts";

const route = {
  methods: ["GET"],
  path: "/movies/**",
  to: "/v1/movies/**",
  upstream: "movies-api",
  access: { audience: "urn:hexmart:movies-api", allOf: ["movies.read"] },
};
const file = (more: object = {}, rest: object = {}) => ({
  upstreams: { "movies-api": {} },
  routes: { "read-movies": { ...route, ...more } },
  services: {},
  ...rest,
});

describe("checkRoutes()", () => {
  it("takes what the gateway ships with", () => {
    expect(checkRoutes(routes)).toEqual(routes);
  });

  it.each([
    ["a key that is not known", file({ timeout: 5 }), 'routes → read-movies: "timeout" is not known here'],
    ["a key below that is not known", file({ access: { audience: "a", scopes: [] } }), "routes → read-movies → access"],
    ["a section that is not known", file({}, { route: {} }), 'the file: "route" is not known here'],
    ["no methods", file({ methods: [] }), "routes → read-movies → methods"],
    ["a method that is none", file({ methods: ["FETCH"] }), "routes → read-movies → methods → 0"],
    ["no access", file({ access: undefined }), "routes → read-movies → access"],
    ["a path without a slash", file({ path: "movies" }), "routes → read-movies → path"],
    ["a ** in the middle", file({ path: "/a/**/b" }), "routes → read-movies → path"],
    ["a path that is encoded", file({ path: "/a%2Fb" }), "routes → read-movies → path"],
    ["a step in the path", file({ to: "/v1/../**" }), "routes → read-movies → to"],
    ["a lost wildcard", file({ to: "/v1/movies" }), "to: must have the wildcards of its path, /movies/**"],
    ["an upstream that is not there", file({ upstream: "movie-api" }), 'upstream: there is no upstream "movie-api"'],
    ["two scopes in one", file({ access: { audience: "a", allOf: ["a b"] } }), "routes → read-movies → access"],
    ["a timeout of nothing", file({ timeoutMs: 0 }), "routes → read-movies → timeoutMs"],
    ["a header that is none", file({ headers: { request: { set: { "a:b": "1" } } } }), "headers → request → set"],
    [
      "a line end in a header",
      file({ headers: { request: { set: { a: "1\r\nb: 2" } } } }),
      "headers → request → set → a",
    ],
    [
      "a limit by callers nobody knows",
      file({ access: "public", rateLimit: { max: 1, perMs: 1, atOnce: 1, by: "client" } }),
      "rateLimit",
    ],
    [
      "two routes for one request",
      file({}, { routes: { one: route, two: route } }),
      'matches the same requests as "one"',
    ],
    ["nothing", undefined, "the file"],
  ])("refuses %s, and says where", (_what, wrong, says) => {
    expect(() => checkRoutes(wrong)).toThrow(says);
  });

  it("names all that is wrong at once", () => {
    expect(() => checkRoutes(file({ methods: [], timeoutMs: -1 }))).toThrow(/methods.*timeoutMs/);
  });
});
