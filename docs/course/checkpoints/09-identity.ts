/** The identity server with nothing but memory behind it: a token is obtained, believed, forged, and outlives its key. */
import { AuthError, createTokenSource, createVerifier } from "@hexmart/auth";
import { inSigningOrder } from "../../../packages/identity/src/domain/signing-key.ts";
import { createTestClient, startInMemoryIdentity } from "../../../packages/identity/test/in-memory-identity.ts";

const resource = "urn:hexmart:product";
const reports = await createTestClient("reports", { [resource]: ["product.read"] });
await using identity = await startInMemoryIdentity({ clients: [reports.client] });
const { issuer, fetch } = identity;

const metadata = JSON.parse((await identity.ask("/.well-known/openid-configuration")).body);
console.log("The issuer says where everything is.");
console.log(`  tokens: ${metadata.token_endpoint}`);
console.log(`  keys:   ${metadata.jwks_uri}`);

/** Asks for a token as a worker does: it signs an assertion with the key that only it has. */
const obtain = (scope: string) =>
  createTokenSource({
    issuer,
    clientId: "reports",
    privateKey: reports.privateJwk,
    resource,
    scopes: [scope],
    fetch,
  }).get();

const token = await obtain("product.read");
console.log("\nA client proves itself by its key, and gets a token.");
console.log(`  header: ${JSON.stringify(read(token, 0))}`);
for (const [name, value] of Object.entries(read(token, 1))) console.log(`  ${name}: ${value}`);
console.log(`  more than it may have: ${await outcomeOf(obtain("product.write"))}`);

// Keys are fetched for each token here, so that a change is seen at once. A service trusts them for ten minutes.
const always = { keysMaxAgeMs: 0, keysCoolDownMs: 0 };
const product = createVerifier({ issuer, audience: resource, fetch, ...always });
const cart = createVerifier({ issuer, audience: "urn:hexmart:shopping-cart", fetch });
const elsewhere = await startInMemoryIdentity({ clients: [reports.client] });
const foreign = JSON.parse((await elsewhere.token(reports)).body).access_token;
await elsewhere.drain();

console.log("\nWhoever is shown a token checks it.");
console.log(`  product: ${await outcomeOf(product(token))}`);
console.log(`  shopping-cart: ${await outcomeOf(cart(token))}`);
console.log(`  with another scope: ${await outcomeOf(product(forge(token, {}, { scope: "product.write" })))}`);
console.log(`  with another algorithm: ${await outcomeOf(product(forge(token, { alg: "HS256" }, {})))}`);
console.log(`  by a key of somebody else: ${await outcomeOf(product(foreign))}`);

console.log("\nThe signing key is replaced.");
await showKeys("before");
await identity.app.rotateSigningKey();
await showKeys("rotated");
await showKeys("later", { leadMs: 0 });
console.log(`  a new token: ${await outcomeOf(product(await obtain("product.read")))}`);
console.log(`  the old token: ${await outcomeOf(product(token))}`);
await showKeys("at last", { keepMs: 0 });
console.log(`  the old token: ${await outcomeOf(product(token))}`);

/** Does what is due to the keys, as every replica does from time to time, and has the server use them. */
async function showKeys(when: string, policy: { leadMs?: number; keepMs?: number } = {}): Promise<void> {
  const never = Number.POSITIVE_INFINITY;
  const { keys } = await identity.app.keepSigningKeys({ maxAgeMs: never, leadMs: never, keepMs: never, ...policy });
  identity.useKeys(inSigningOrder(keys));
  const { body } = await identity.ask("/.well-known/openid-configuration/jwks");
  const published = JSON.parse(body).keys.length;
  console.log(`  ${when}: ${keys.map(({ state }) => state).join(", ")}; ${published} published`);
}

async function outcomeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return "accepted";
  } catch (error) {
    if (error instanceof AuthError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** A part of a token: 0 is its header, 1 its claims. Nothing is verified by reading. */
function read(token: string, part: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[part] ?? "", "base64url").toString());
}

/** The same token saying something else, with the signature that it had. */
function forge(token: string, header: object, claims: object): string {
  const [head, body] = [
    { ...read(token, 0), ...header },
    { ...read(token, 1), ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${head}.${body}.${token.split(".")[2]}`;
}
