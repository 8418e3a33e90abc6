import { describe, expect, it } from "@jest/globals";
import { matchRoute, overlap, pathHere } from "./match.ts";
import type { Route } from "./route.ts";

const route = (more: Partial<Route>): Route => ({
  methods: ["GET"],
  path: "/movies/**",
  to: "/v1/movies/**",
  upstream: "movies-api",
  access: "public",
  ...more,
});

const routes = {
  read: route({}),
  write: route({ methods: ["POST", "PUT"] }),
  me: route({ path: "/me", to: "/v1/me" }),
  poster: route({ path: "/movies/*/poster", to: "/v1/posters/*" }),
  top: route({ path: "/movies/top", to: "/v1/lists/top" }),
};

const found = (method: string, path: string) => {
  const match = matchRoute(routes, method, path);
  return "name" in match ? [match.name, match.to] : match.allowed;
};

describe("matchRoute()", () => {
  it.each([
    ["GET", "/movies", ["read", "/v1/movies"]],
    ["GET", "/movies/1", ["read", "/v1/movies/1"]],
    ["GET", "/movies/1/reviews/2", ["read", "/v1/movies/1/reviews/2"]],
    ["PUT", "/movies/1", ["write", "/v1/movies/1"]],
    ["HEAD", "/movies/1", ["read", "/v1/movies/1"]],
    ["GET", "/me", ["me", "/v1/me"]],
    ["GET", "/movies/1/poster", ["poster", "/v1/posters/1"]],
    ["GET", "/movies/top", ["top", "/v1/lists/top"]],
  ])("leads %s %s to its route and path", (method, path, expected) => {
    expect(found(method, path)).toEqual(expected);
  });

  it.each([
    ["DELETE", "/movies/1", ["GET", "HEAD", "POST", "PUT"]],
    ["get", "/me", ["GET", "HEAD"]],
    ["POST", "/movies/top", ["GET", "HEAD"]],
    ["GET", "/", []],
    ["GET", "/moviesx", []],
    ["GET", "/Movies", []],
    ["GET", "/me/too", []],
    ["GET", "/v1/movies", []],
  ])("has no route for %s %s", (method, path, allowed) => {
    expect(found(method, path)).toEqual(allowed);
  });
});

describe("pathHere()", () => {
  it("undoes the rewriting", () => {
    expect(pathHere(routes.read, "/v1/movies/1")).toBe("/movies/1");
    expect(pathHere(routes.read, "/v1/movies")).toBe("/movies");
    expect(pathHere(routes.poster, "/v1/posters/7")).toBe("/movies/7/poster");
  });

  it("knows no path that the route does not lead to", () => {
    expect(pathHere(routes.read, "/v2/movies/1")).toBeUndefined();
  });
});

describe("overlap()", () => {
  it("sees two routes for one request, HEAD included", () => {
    expect(overlap(routes.read, route({ methods: ["HEAD"] }))).toBe(true);
    expect(overlap(routes.read, routes.write)).toBe(false);
    expect(overlap(routes.read, routes.me)).toBe(false);
  });
});
