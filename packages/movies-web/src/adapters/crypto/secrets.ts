import { createHash, randomBytes } from "node:crypto";
import type { Secrets } from "#ports/secrets.ts";

/** 256 bits, which need neither salt nor a slow digest: nobody can try them all. */
export const secrets: Secrets = {
  create: () => randomBytes(32).toString("base64url"),
  digest: (secret) => createHash("sha256").update(secret).digest("base64url"),
};
