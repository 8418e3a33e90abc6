import { describe, expect, it } from "@jest/globals";
import { wantedToken } from "./wanted-token.ts";

const nothing = { client: "", audience: "", scope: "", keyFile: "" };

describe("wantedToken()", () => {
  it("is what a client of the topology may have, at the server named or the last of its own", () => {
    expect(wantedToken({ ...nothing, client: "shopping-cart" })).toMatchObject({
      resource: "urn:hexmart:discount",
      scopes: ["discount.read"],
    });
    expect(wantedToken({ ...nothing, client: "shopping-cart", audience: "product" })).toMatchObject({
      resource: "urn:hexmart:product",
      scopes: ["product.read"],
    });
  });

  it("is what it is asked for where the client is the caller's own, which only identity knows", () => {
    const own = { client: "reports", audience: "movies-api", scope: "movies.read  movies.write", keyFile: "key.json" };
    expect(wantedToken(own)).toEqual({
      client: "reports",
      resource: "urn:hexmart:movies-api",
      scopes: ["movies.read", "movies.write"],
      keyFile: "key.json",
    });
  });

  it.each([
    ["nobody", { client: "nobody" }, 'There is no client "nobody": expected one of product-worker, '],
    ["a client that people log in with", { client: "movies-web" }, 'There is no client "movies-web"'],
    ["what is in every object", { client: "constructor" }, 'There is no client "constructor"'],
    [
      "a server that it does not call",
      { client: "shopping-cart", audience: "movies-api" },
      "expected product, discount",
    ],
    ["a scope of its choice", { client: "shopping-cart", scope: "cart.read" }, "leave --scope out"],
    ["a key and no scope", { client: "reports", audience: "product", keyFile: "key.json" }, "--audience and --scope"],
  ])("says what to do instead about %s", (_, asked, mistake) => {
    expect(wantedToken({ ...nothing, ...asked })).toEqual({ mistake: expect.stringContaining(mistake) });
  });
});
