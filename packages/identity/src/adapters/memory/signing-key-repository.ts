import type { SigningKey } from "#domain/signing-key.ts";
import type { SigningKeyRepository } from "#ports/signing-key-repository.ts";

export function createMemorySigningKeyRepository(): SigningKeyRepository {
  let active: SigningKey | undefined;
  return {
    async findActive() {
      return active;
    },
    async addUnlessActive(key) {
      active ??= key;
      return active;
    },
  };
}
