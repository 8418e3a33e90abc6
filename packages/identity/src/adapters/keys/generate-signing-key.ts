import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import type { SigningKeyGenerator } from "#ports/signing-keys.ts";

/** A fresh ES256 key, named by its thumbprint (RFC 7638), so that no two keys ever share a name. */
export const generateSigningKey: SigningKeyGenerator = async () => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateJwk: { ...jwk, kid, alg: "ES256", use: "sig" } };
};
