import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "#ports/accounts.ts";

/** What OWASP asks of scrypt with 32 MiB: N = 2^15, r = 8, p = 3. argon2 is missing in Node 22. */
export const PASSWORD_COST: ScryptCost = { log2N: 15, r: 8, p: 3 };

export type ScryptCost = { readonly log2N: number; readonly r: number; readonly p: number };

const KEY_BYTES = 32;
const SALT_BYTES = 16;
// The costs stand in the hash, so that a hash made with others can still be verified.
const FORM = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/;

/** Hashes passwords with scrypt, each with a salt of its own. */
export function createPasswordHasher(cost: ScryptCost = PASSWORD_COST): PasswordHasher {
  const absent = Buffer.alloc(KEY_BYTES);
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derive(password, salt, cost);
      const { log2N, r, p } = cost;
      return `$scrypt$ln=${log2N},r=${r},p=${p}$${salt.toString("base64url")}$${key.toString("base64url")}`;
    },

    async verify(password, hash) {
      if (hash === undefined) {
        // The comparison is part of the work, and can only fail.
        timingSafeEqual(await derive(password, randomBytes(SALT_BYTES), cost), absent);
        return false;
      }
      const [, log2N, r, p, salt = "", expected = ""] = FORM.exec(hash) ?? [];
      if (log2N === undefined) throw new Error("Cannot verify a password: its hash is in an unknown form");
      const own = { log2N: Number(log2N), r: Number(r), p: Number(p) };
      const key = await derive(password, Buffer.from(salt, "base64url"), own);
      return timingSafeEqual(key, Buffer.from(expected, "base64url"));
    },
  };
}

function derive(password: string, salt: Buffer, { log2N, r, p }: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    // Two ways to type the same letter are the same password.
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
