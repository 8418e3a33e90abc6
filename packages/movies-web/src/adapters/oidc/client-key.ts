import { importJWK, type JWK } from "jose";
import type { PrivateKey } from "oauth4webapi";

/** The key that the client signs with, as Web Crypto has it. */
export async function importClientKey(jwk: JWK): Promise<PrivateKey> {
  const key = await importJWK(jwk, jwk.kty === "OKP" ? "Ed25519" : "ES256");
  if (!(key instanceof CryptoKey)) throw new TypeError("CLIENT_KEY is no key pair");
  return { key, ...(jwk.kid !== undefined && { kid: jwk.kid }) };
}
