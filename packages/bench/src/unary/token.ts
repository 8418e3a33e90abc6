import { createTestIssuer } from "@hexmart/testing";

/** An issuer, and a token of it as a service is called with one: ES256, for the audience of product. */
export async function issue() {
  const issuer = createTestIssuer();
  const audience = "urn:hexmart:product";
  const token = await issuer.mint({ clientId: "shopping-cart", scopes: ["product.read"], audience });
  return { token, verify: issuer.verifier(audience) };
}
