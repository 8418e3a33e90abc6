import * as z from "zod";

// 32 bytes in base64url, which is what a coordinate and the private part of both curves are.
const part = (name: string) => z.string(`"${name}" is missing`).regex(/^[\w-]{43}$/, `"${name}" is not 32 bytes`);
const d = z.string('"d" is missing: this is not the private half').regex(/^[\w-]{43}$/, '"d" is not 32 bytes');

const shared = { x: part("x"), d, kid: z.string().exactOptional() };

const p256 = z.looseObject({
  ...shared,
  kty: z.literal("EC"),
  crv: z.literal("P-256", 'only the curve "P-256" is supported'),
  y: part("y"),
  alg: z.literal("ES256").exactOptional(),
});

const ed25519 = z.looseObject({
  ...shared,
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519", 'only the curve "Ed25519" is supported'),
  // A JWK may still say "EdDSA", the older name.
  alg: z.enum(["Ed25519", "EdDSA"]).exactOptional(),
});

/**
 * A private key to sign with, as a JWK (RFC 7517): EC P-256 or Ed25519. Other kinds, a public half and parts of a wrong
 * length are refused, so that a process does not start with a key that it could never sign with. That the parts belong
 * together is not looked at.
 *
 * ```ts
 * CLIENT_KEY: secret(json(privateJwk)).describe("Private key of this client, a JWK."),
 * ```
 */
export const privateJwk = z.discriminatedUnion("kty", [p256, ed25519], {
  error: 'expected a private JWK, EC P-256 ("kty": "EC") or Ed25519 ("kty": "OKP")',
});
