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

  it("gives a user the roles of the token, and a client that acts for itself none", () => {
    const roles = ["user", "admin"];
    expect(principalOf({ ...ofUser, roles })).toMatchObject({ roles });
    expect(principalOf({ ...ofUser, roles: [] })).not.toHaveProperty("roles");
    expect(principalOf({ ...ofUser, sub: "movies-web", roles })).not.toHaveProperty("roles");
  });

  it("cannot be changed by one of the requests that share it", () => {
    const principal = principalOf({ ...ofUser, roles: ["user"] });
    expect(Object.isFrozen(principal)).toBe(true);
    expect(Object.isFrozen(principal.roles)).toBe(true);
    expect(Object.isFrozen(principal.scopes)).toBe(true);
  });
});
