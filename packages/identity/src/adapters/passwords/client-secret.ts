import { hash, timingSafeEqual } from "node:crypto";

/** A client's secret is long and random, so that one round of SHA-256 is enough to keep it from whoever reads the database. */
export const hashClientSecret = (secret: string): string => hash("sha256", secret, "base64url");

export function isClientSecret(secret: string, expectedHash: string): boolean {
  const [given, expected] = [Buffer.from(hashClientSecret(secret)), Buffer.from(expectedHash)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
