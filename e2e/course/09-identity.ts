import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AuthError, createVerifier } from "@hexmart/auth";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { connect, RpcError } from "@hexmart/grpc";
import { audiences } from "@hexmart/stack";
import { generateKeyPair, SignJWT } from "jose";
import { until } from "../system.ts";
import type { Shop } from "./shop.ts";

export const services = ["identity", "product", "discount"] as const;

// Here a key signs two seconds after it is published, so that nobody has to wait for a quarter of an hour.
export const environment = { identity: { SIGNING_KEY_LEAD_S: "2" } };

const worker = "shopping-cart-worker";

export async function lesson(shop: Shop): Promise<void> {
  const discovered = await read(shop, `${shop.issuer}/.well-known/openid-configuration`);
  console.log("The issuer says where everything is.");
  console.log(`  tokens: ${discovered.token_endpoint}`);
  console.log(`  keys:   ${discovered.jwks_uri}`);

  const token = await obtain(shop);
  console.log("\nA worker proves itself by its key, and gets a token.");
  console.log(`  header: ${JSON.stringify(part(token, 0))}`);
  for (const [name, value] of Object.entries(part(token, 1))) console.log(`  ${name}: ${value}`);
  console.log(`  more than it may have: ${await outcomeOf(obtain(shop, "product.write"))}`);

  console.log("\nWhoever is shown a token checks it.");
  const product = verifierOf(shop, audiences.product);
  console.log(`  product, to read: ${await outcomeOf(readProducts(shop, token))}`);
  console.log(`  product, to write: ${await outcomeOf(writeProduct(shop, token))}`);
  console.log(`  discount: ${await outcomeOf(readDiscount(shop, token))}`);
  console.log(`    why: ${await outcomeOf(verifierOf(shop, audiences.discount)(token))}`);
  const wrong = {
    "with another scope": forge(token, {}, { scope: "product.read product.write" }),
    "with another algorithm": forge(token, { alg: "HS256" }, {}),
    "by a key of somebody else": await signAgain(token),
  };
  for (const [what, forged] of Object.entries(wrong)) {
    console.log(`  ${what}: ${await outcomeOf(writeProduct(shop, forged))}`);
    console.log(`    why: ${await outcomeOf(product(forged))}`);
  }

  console.log("\nThe signing key is replaced.");
  const signer = async () => (kidOf(await obtain(shop)) === kidOf(token) ? "the old one" : "the new one");
  console.log(`  before: ${await published(shop)}`);
  const rotated = until(async () => (await published(shop)) === "2 published");
  const told = rotated.then(async () => console.log(`  rotated: ${await published(shop)}, ${await signer()} signs`));
  await Promise.all([identity(shop, "keys", "rotate"), told]);
  await until(async () => (await signer()) === "the new one");
  console.log(`  later: ${await published(shop)}, ${await signer()} signs`);
  const next = await obtain(shop);
  console.log(`  the new token: ${await outcomeOf(product(next))}`);
  console.log(`  the old token: ${await outcomeOf(product(token))}`);

  console.log("\nBoth keys may be stolen, and are replaced at once.");
  await identity(shop, "keys", "rotate", "--now");
  await until(async () => kidOf(await obtain(shop)) !== kidOf(next));
  console.log(`  now: ${await published(shop)}`);
  console.log(`  the old token: ${await outcomeOf(product(token))}`);
}

/** What every server checks with. Here it fetches the keys for each token, where a server trusts them for ten minutes. */
function verifierOf({ issuer, fetch }: Shop, audience: string) {
  return createVerifier({ issuer, audience, fetch, keysMaxAgeMs: 0, keysCoolDownMs: 0 });
}

const obtain = (shop: Shop, scope = "product.read") => shop.accessToken(worker, audiences.product, [scope]);

async function readProducts(shop: Shop, token: string): Promise<void> {
  using products = connect(ProductService, as(token, shop, "product"));
  await products.listProducts({ pageSize: 1 });
}

async function writeProduct(shop: Shop, token: string): Promise<void> {
  using products = connect(ProductService, as(token, shop, "product"));
  await products.createProduct({ product: { name: "Mi11", price: { currencyCode: "USD", units: 749n } } });
}

async function readDiscount(shop: Shop, token: string): Promise<void> {
  using discounts = connect(DiscountService, as(token, shop, "discount"));
  await discounts.getDiscount({ code: "CODE_100" });
}

function as(token: string, shop: Shop, service: "product" | "discount") {
  return { address: shop.services.get(service)?.address ?? "", accessToken: async () => token };
}

async function read(shop: Shop, url: string): Promise<Record<string, unknown>> {
  return (await (await shop.fetch(url)).json()) as Record<string, unknown>;
}

async function published(shop: Shop): Promise<string> {
  const { keys } = await read(shop, `${shop.issuer}/.well-known/openid-configuration/jwks`);
  return `${(keys as unknown[]).length} published`;
}

/** What `npm run identity` does, to the identity of this lesson. */
async function identity(shop: Shop, ...words: readonly string[]): Promise<void> {
  const main = fileURLToPath(new URL("../../packages/identity/src/cli/main.ts", import.meta.url));
  const env = { ...process.env, DATABASE_URL: shop.databaseUrl("identity") };
  await promisify(execFile)(process.execPath, [main, ...words], { env });
}

async function outcomeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return "accepted";
  } catch (error) {
    if (error instanceof AuthError || error instanceof RpcError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** A part of a token: 0 is its header, 1 its claims. Nothing is verified by reading. */
function part(token: string, index: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());
}

const kidOf = (token: string) => part(token, 0).kid;

/** The same token saying something else, with the signature that it had. */
function forge(token: string, header: object, claims: object): string {
  const [head, body] = [
    { ...part(token, 0), ...header },
    { ...part(token, 1), ...claims },
  ].map((changed) => Buffer.from(JSON.stringify(changed)).toString("base64url"));
  return `${head}.${body}.${token.split(".")[2]}`;
}

/** The same claims, signed by a key that the issuer has never seen. */
async function signAgain(token: string): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256");
  const header = { ...part(token, 0), alg: "ES256", kid: "mine" };
  return new SignJWT(part(token, 1)).setProtectedHeader(header).sign(privateKey);
}
