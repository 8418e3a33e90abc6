import { describe, expect, it } from "@jest/globals";
import { fakeClock } from "./clock.ts";
import { createTestIssuer, type MintOptions } from "./issuer.ts";

const AUDIENCE = "urn:hexmart:product";
const request: MintOptions = { clientId: "product-worker", scopes: ["product.write"], audience: AUDIENCE };

describe("mint()", () => {
  it("mints a token for a client that acts for itself", async () => {
    const issuer = createTestIssuer();
    await expect(issuer.verifier(AUDIENCE)(await issuer.mint(request))).resolves.toEqual({
      subject: "product-worker",
      clientId: "product-worker",
      scopes: ["product.write"],
    });
  });

  it("mints a token for a user", async () => {
    const issuer = createTestIssuer();
    const token = await issuer.mint({ ...request, clientId: "movies-web", username: "alice" });
    await expect(issuer.verifier(AUDIENCE)(token)).resolves.toEqual({
      subject: "user-alice",
      clientId: "movies-web",
      username: "alice",
      scopes: ["product.write"],
    });
  });

  it.each<[string, Partial<MintOptions>]>([
    ["for another audience", { audience: "urn:hexmart:discount" }],
    ["for several audiences", { audience: [AUDIENCE, "urn:hexmart:discount"] }],
    ["that has expired", { expiresInSeconds: -60 }],
    ["that lives too long", { expiresInSeconds: 86_400 }],
    ["of another key", { otherKey: true }],
    ["of another type", { header: { typ: "JWT" } }],
    ["without a type", { header: { typ: undefined } }],
    ["of another issuer", { claims: { iss: "https://evil.example" } }],
    ["without a claim", { claims: { jti: undefined } }],
  ])("mints a token %s, which the verifier refuses", async (_, wrong) => {
    const issuer = createTestIssuer();
    const token = await issuer.mint({ ...request, ...wrong });
    await expect(issuer.verifier(AUDIENCE)(token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  it("mints by the clock it is given", async () => {
    const clock = fakeClock();
    const issuer = createTestIssuer({ clock });
    const verify = issuer.verifier(AUDIENCE);
    const token = await issuer.mint(request);
    await expect(verify(token)).resolves.toMatchObject({ clientId: "product-worker" });
    await clock.advance(310_000);
    await expect(verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });
});

describe("createTestIssuer()", () => {
  it("has keys of its own, so two issuers do not trust each other", async () => {
    const [one, two] = [createTestIssuer(), createTestIssuer()];
    await expect(one.verifier(AUDIENCE)(await two.mint(request))).rejects.toMatchObject({ code: "invalid_token" });
  });
});
