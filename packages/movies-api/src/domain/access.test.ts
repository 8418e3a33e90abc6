import { describe, expect, it } from "@jest/globals";
import { movie } from "../../test/movies.ts";
import { assertMayChange, type Caller, mayChange, ownerFor } from "./access.ts";

const alice: Caller = { username: "alice", roles: ["user"] };
const bob: Caller = { username: "bob", roles: ["user", "admin"] };
const client: Caller = { username: undefined, roles: [] };
const [ofAlice, ofBob] = [movie({ owner: "alice" }), movie({ owner: "bob" })];

describe("mayChange()", () => {
  it.each([
    ["its owner", alice, ofAlice, true],
    ["another user", alice, ofBob, false],
    ["an administrator", bob, ofAlice, true],
    ["an administrator who owns it", bob, ofBob, true],
    ["a client that acts for itself", client, ofAlice, false],
    ["a user whose role only begins like the right one", { username: "eve", roles: ["administrator"] }, ofAlice, false],
    ["a user whose role is written otherwise", { username: "eve", roles: ["Admin"] }, ofAlice, false],
    ["a user whose name is written otherwise", { username: "Alice", roles: [] }, ofAlice, false],
  ])("knows whether %s may", (_who, caller, one, may) => {
    expect(mayChange(caller, one)).toBe(may);
  });
});

describe("assertMayChange()", () => {
  it("says what was to be done, to what, and who could", () => {
    expect(() => assertMayChange("delete", alice, ofBob)).toThrow(
      expect.objectContaining({
        code: "MOVIE_NOT_OWNED",
        message: `Cannot delete movie "${ofBob.id}": it belongs to another user; ask its owner or an admin`,
      }),
    );
    expect(() => assertMayChange("delete", alice, ofAlice)).not.toThrow();
  });
});

describe("ownerFor()", () => {
  it("is the user who asks, and nobody where a client acts for itself", () => {
    expect(ownerFor(alice)).toBe("alice");
    expect(() => ownerFor(client)).toThrow(expect.objectContaining({ code: "USER_REQUIRED" }));
    expect(() => ownerFor({ ...client, roles: ["admin"] })).toThrow(expect.objectContaining({ code: "USER_REQUIRED" }));
  });
});
