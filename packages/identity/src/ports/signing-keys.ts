import type { ActiveKey, NextKey, SigningKey } from "#domain/signing-key.ts";

/** Makes a fresh key, which is in no state yet. */
export type SigningKeyGenerator = () => Promise<Pick<SigningKey, "kid" | "privateJwk">>;

/** Every change is all or nothing, and is told to those who listen to {@link SigningKeyChanges}. */
export type SigningKeyRepository = {
  list(): Promise<readonly SigningKey[]>;
  /** Adds the key unless there is an active one: of several callers at once, one gets true. */
  addFirst(key: ActiveKey): Promise<boolean>;
  /** Adds the key unless there is a next one: of several callers at once, one gets true. */
  addNext(key: NextKey): Promise<boolean>;
  /** Makes the next key the active one, and retires the one that was: of several callers at once, one gets true. */
  activate(kid: string, now: Date): Promise<boolean>;
  /** Removes the keys that were retired then or before, and answers how many. */
  removeRetired(retiredBefore: Date): Promise<number>;
  /** Removes every key and adds this one. Of several callers at once the last one's key stays. */
  replaceAll(key: ActiveKey): Promise<void>;
};

/** Tells that keys may have changed, whoever changed them. */
export type SigningKeyChanges = {
  /** Answers what ends it. */
  subscribe(onChange: () => void): () => void;
};
