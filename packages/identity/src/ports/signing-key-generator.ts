import type { SigningKey } from "#domain/signing-key.ts";

export type SigningKeyGenerator = (createdAt: Date) => Promise<SigningKey>;
