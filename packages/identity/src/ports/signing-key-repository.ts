import type { SigningKey } from "#domain/signing-key.ts";

export type SigningKeyRepository = {
  findActive(): Promise<SigningKey | undefined>;
  /** Adds the key unless there is an active one, and answers the active one: of several callers at once, one wins. */
  addUnlessActive(key: SigningKey): Promise<SigningKey>;
};
