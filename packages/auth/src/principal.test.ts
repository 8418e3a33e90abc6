import { describe, expect, it } from "@jest/globals";
import { principalOf } from "./principal.ts";

describe("principalOf()", () => {
  const ofUser = { sub: "u-1", client_id: "movies-web", scope: "cart.read cart.write", preferred_username: "alice" };

  it("names the user a token was issued for", () => {
    expect(principalOf(ofUser)).toEqual({
      subject: "u-1",
      clientId: "movies-web",
      username: "alice",
      scopes: ["cart.read", "cart.write"],
    });
  });

  it("gives a client that acts for itself no username, whatever the token says", () => {
    expect(principalOf({ ...ofUser, sub: "movies-web" })).not.toHaveProperty("username");
  });

  it("cannot be changed by one of the requests that share it", () => {
    const principal = principalOf(ofUser);
    expect(Object.isFrozen(principal)).toBe(true);
    expect(Object.isFrozen(principal.scopes)).toBe(true);
  });
});
