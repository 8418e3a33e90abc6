// packages/auth/src/exercise-09.test.ts
import { describe, expect, it } from "@jest/globals";
import { createFakeIssuer } from "../test/fake-issuer.ts";
import { createVerifier } from "./verifier.ts";

async function verified(claims: object) {
  const issuer = await createFakeIssuer();
  const verify = createVerifier({ ...issuer, audience: "urn:hexmart:product" });
  return verify(await issuer.mint(claims));
}

const ofAlice = { sub: "account-1", preferred_username: "alice" };

describe("the claim groups", () => {
  it("becomes the groups of the principal", async () => {
    expect(await verified({ ...ofAlice, groups: ["buyers", "berlin"] })).toMatchObject({
      username: "alice",
      groups: ["buyers", "berlin"],
    });
  });

  it("is not there where the token has none", async () => {
    expect(await verified(ofAlice)).not.toHaveProperty("groups");
    expect(await verified({ ...ofAlice, groups: [] })).not.toHaveProperty("groups");
  });

  it.each([["buyers"], [{ buyers: true }], [["buyers", 7]], [[""]], [null]])(
    "that is %j refuses the token",
    async (groups) => {
      await expect(verified({ ...ofAlice, groups })).rejects.toMatchObject({ code: "invalid_token" });
    },
  );

  it("says nothing of a client that acts for itself, which may choose its own name", async () => {
    expect(await verified({ groups: ["buyers"] })).not.toHaveProperty("groups");
  });

  it("cannot be changed by one of the requests that share the principal", async () => {
    const principal = await verified({ ...ofAlice, groups: ["buyers"] });
    expect(Object.isFrozen((principal as { groups?: readonly string[] }).groups)).toBe(true);
  });

  it("is no role", async () => {
    expect(await verified({ ...ofAlice, groups: ["admin"] })).not.toHaveProperty("roles");
  });
});
