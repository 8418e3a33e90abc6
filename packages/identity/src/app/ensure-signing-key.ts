import type { SigningKey } from "#domain/signing-key.ts";
import type { Clock } from "#ports/clock.ts";
import type { SigningKeyGenerator } from "#ports/signing-key-generator.ts";
import type { SigningKeyRepository } from "#ports/signing-key-repository.ts";

type Ports = { signingKeys: SigningKeyRepository; generateSigningKey: SigningKeyGenerator; clock: Clock };

/** The key to sign with: the active one, or at the first start a new one. Replicas that start at once agree on one. */
export async function ensureSigningKey({ signingKeys, generateSigningKey, clock }: Ports): Promise<SigningKey> {
  const active = await signingKeys.findActive();
  return active ?? signingKeys.addUnlessActive(await generateSigningKey(clock.now()));
}
