import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { normalizePath } from "./path.ts";

describe("normalizePath()", () => {
  it.each([
    ["/movies", "/movies"],
    ["/", "/"],
    ["/movies/01900000-0000-7000-8000-000000000001", "/movies/01900000-0000-7000-8000-000000000001"],
    ["/%6Dovies", "/movies"],
    ["/v1/carts/swn%2dx", "/v1/carts/swn-x"],
    ["/v1/carts/caf%c3%a9", "/v1/carts/caf%C3%A9"],
    ["/v1/carts/swn:watch", "/v1/carts/swn:watch"],
    ["/movies/a..b", "/movies/a..b"],
    ["/movies/...", "/movies/..."],
    ["/movies/100%25", "/movies/100%25"],
  ])("reads %s as %s", (raw, path) => {
    expect(normalizePath(raw)).toEqual({ path });
  });

  it.each([
    "http://elsewhere/movies",
    "*",
    "",
    "movies",
    "/movies/../me",
    "/movies/..",
    "/movies/.",
    "/./movies",
    "/movies/%2e%2e/me",
    "/movies/%2E./me",
    "/movies/..;/me",
    "/movies/..;x=1/me",
    "/movies/..%3b/me",
    "/movies%2fme",
    "/movies/..%2Fme",
    "/movies%5Cme",
    "/movies\\..\\me",
    "/movies/%252e%252e/me",
    "/movies%252Fme",
    "//movies",
    "/movies//x",
    "/movies/",
    "/movies/%00",
    "/movies/%0d%0aX:1",
    "/movies/%7F",
    "/movies/%",
    "/movies/%zz",
    "/movies/%FF",
    "/movies/%C0%AF",
    "/movies/\u00e9",
    "/movies/a b",
    "/movies#x",
  ])("refuses %s", (raw) => {
    expect(normalizePath(raw)).toEqual({ problem: expect.any(String) });
  });

  it("answers what it would answer again", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "/", ".", "%", "2", "e", "E", "F", "5", ";", "é", "\\", "0")),
        (parts) => {
          const once = normalizePath(`/${parts.join("")}`);
          return "problem" in once || JSON.stringify(normalizePath(once.path)) === JSON.stringify(once);
        },
      ),
    );
  });

  it("never answers a path with a step or an encoded separator in it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("..", "/", "%2e", "%2F", "%5c", "%25", "2f", ";", "x")), (parts) => {
        const read = normalizePath(`/${parts.join("")}`);
        return "problem" in read || !/%2f|%5c|\/\.\.?(\/|;|$)/i.test(read.path);
      }),
    );
  });
});
