import { describe, expect, it } from "@jest/globals";
import type { ActiveKey, NextKey, RetiredKey } from "#domain/signing-key.ts";
import type { SigningKeyChanges, SigningKeyRepository } from "#ports/signing-keys.ts";

const start = new Date("2030-01-01T00:00:00Z");
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

const generated = (kid: string) => ({
  kid,
  privateJwk: { kty: "EC", crv: "P-256", x: kid, y: "y", d: "d", kid },
  createdAt: start,
});
const activeKey = (kid: string): ActiveKey => ({ ...generated(kid), state: "active", activatedAt: start });
const nextKey = (kid: string): NextKey => ({ ...generated(kid), state: "next" });
const retiredKey = (kid: string, retiredAt: Date): RetiredKey => ({ ...activeKey(kid), state: "retired", retiredAt });

/** How many of 12 replicas that try at once are told that they did it. */
async function winnersOf(attempt: (replica: number) => Promise<boolean>): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, replica) => attempt(replica)));
  return outcomes.filter(Boolean).length;
}

type Opened = { repository: SigningKeyRepository; changes: SigningKeyChanges } & AsyncDisposable;

/** What every store of signing keys must do. `open` answers an empty one, and what tells of its changes. */
export function describeSigningKeys(name: string, open: () => Promise<Opened>): void {
  describe(`SigningKeyRepository (${name})`, () => {
    it("has no key at first, and keeps the first one whole", async () => {
      await using opened = await open();
      expect(await opened.repository.list()).toEqual([]);
      expect(await opened.repository.addFirst(activeKey("first"))).toBe(true);
      expect(await opened.repository.addFirst(activeKey("second"))).toBe(false);
      expect(await opened.repository.list()).toEqual([activeKey("first")]);
    });

    it("lets one of 12 replicas that start at once add the first key", async () => {
      await using opened = await open();
      expect(await winnersOf((replica) => opened.repository.addFirst(activeKey(`key-${replica}`)))).toBe(1);
      expect(await opened.repository.list()).toHaveLength(1);
    });

    it("lets one of 12 replicas add the next key, beside the active one", async () => {
      await using opened = await open();
      await opened.repository.addFirst(activeKey("first"));
      expect(await winnersOf((replica) => opened.repository.addNext(nextKey(`key-${replica}`)))).toBe(1);
      const states = (await opened.repository.list()).map(({ state }) => state);
      expect(states.toSorted()).toEqual(["active", "next"]);
    });

    it("lets one of 12 replicas make the next key the active one, and retires the one that was", async () => {
      await using opened = await open();
      await opened.repository.addFirst(activeKey("old"));
      await opened.repository.addNext(nextKey("new"));
      expect(await winnersOf(() => opened.repository.activate("new", later(900)))).toBe(1);
      const keys = await opened.repository.list();
      expect(keys.toSorted((a, b) => (a.kid < b.kid ? -1 : 1))).toEqual([
        { ...activeKey("new"), activatedAt: later(900) },
        retiredKey("old", later(900)),
      ]);
    });

    it("changes nothing when the key to activate is not the next one", async () => {
      await using opened = await open();
      await opened.repository.addFirst(activeKey("old"));
      expect(await opened.repository.activate("old", later(1))).toBe(false);
      expect(await opened.repository.activate("unknown", later(1))).toBe(false);
      expect(await opened.repository.list()).toEqual([activeKey("old")]);
    });

    it("keeps one active key and at most one next key while replicas rotate against each other", async () => {
      await using opened = await open();
      const { repository } = opened;
      await repository.addFirst(activeKey("first"));
      await Promise.all(
        Array.from({ length: 6 }, async (_, replica) => {
          for (let round = 0; round < 5; round++) {
            await repository.addNext(nextKey(`key-${replica}-${round}`));
            const next = (await repository.list()).find(({ state }) => state === "next");
            if (next) await repository.activate(next.kid, later(round));
          }
        }),
      );
      const states = (await repository.list()).map(({ state }) => state);
      expect(states.filter((state) => state === "active")).toHaveLength(1);
      expect(states.filter((state) => state === "next").length).toBeLessThanOrEqual(1);
    });

    it("removes what was retired by then, and nothing else", async () => {
      await using opened = await open();
      await opened.repository.addFirst(activeKey("a"));
      await opened.repository.addNext(nextKey("b"));
      await opened.repository.activate("b", later(1));
      await opened.repository.addNext(nextKey("c"));
      await opened.repository.activate("c", later(2));
      await opened.repository.addNext(nextKey("d"));
      expect(await opened.repository.removeRetired(later(1))).toBe(1);
      const kids = (await opened.repository.list()).map(({ kid }) => kid);
      expect(kids.toSorted()).toEqual(["b", "c", "d"]);
      expect(await opened.repository.removeRetired(later(1))).toBe(0);
    });

    it("replaces every key by one, while 12 replicas do so too", async () => {
      await using opened = await open();
      await opened.repository.addFirst(activeKey("a"));
      await opened.repository.addNext(nextKey("b"));
      await Promise.all(
        Array.from({ length: 12 }, (_, replica) => opened.repository.replaceAll(activeKey(`key-${replica}`))),
      );
      const keys = await opened.repository.list();
      expect(keys).toHaveLength(1);
      expect(keys[0]?.kid).toMatch(/^key-/);
    });

    it("tells those who listen of every change, until they stop", async () => {
      await using opened = await open();
      const { repository, changes } = opened;
      const told = { stopped: 0 };
      changes.subscribe(() => {
        told.stopped += 1;
      })();

      const tells = async (change: () => Promise<unknown>) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const unsubscribe = changes.subscribe(resolve);
        await Promise.all([promise, change()]);
        unsubscribe();
      };
      await tells(() => repository.addFirst(activeKey("a")));
      await tells(() => repository.addNext(nextKey("b")));
      await tells(() => repository.activate("b", later(1)));
      await tells(() => repository.removeRetired(later(1)));
      await tells(() => repository.replaceAll(activeKey("c")));
      expect(told.stopped).toBe(0);
    });
  });
}
