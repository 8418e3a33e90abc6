import type { SigningKey } from "#domain/signing-key.ts";
import type { SigningKeyChanges, SigningKeyRepository } from "#ports/signing-keys.ts";

/** Keeps the keys in this process. */
export function createMemorySigningKeys(): SigningKeyRepository & SigningKeyChanges {
  const subscribers = new Set<() => void>();
  let keys: readonly SigningKey[] = [];
  const has = (state: SigningKey["state"]) => keys.some((key) => key.state === state);
  function change(changed: readonly SigningKey[]): void {
    keys = changed;
    for (const onChange of subscribers) onChange();
  }
  function add(key: SigningKey): boolean {
    if (has(key.state)) return false;
    change([...keys, key]);
    return true;
  }

  return {
    async list() {
      return keys;
    },
    async addFirst(key) {
      return add(key);
    },
    async addNext(key) {
      return add(key);
    },
    async activate(kid, now) {
      if (!keys.some((key) => key.state === "next" && key.kid === kid)) return false;
      change(
        keys.map((key) => {
          if (key.state === "active") return { ...key, state: "retired", retiredAt: now };
          return key.kid === kid ? { ...key, state: "active", activatedAt: now } : key;
        }),
      );
      return true;
    },
    async removeRetired(retiredBefore) {
      const kept = keys.filter((key) => key.state !== "retired" || key.retiredAt > retiredBefore);
      const count = keys.length - kept.length;
      if (count > 0) change(kept);
      return count;
    },
    async replaceAll(key) {
      change([key]);
    },
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => void subscribers.delete(onChange);
    },
  };
}
