import { describe, expect, it } from "@jest/globals";
import type { SigningKey, SigningKeyRepository } from "#ports/store.ts";

const keyOf = (kid: string): SigningKey => ({
  kid,
  privateJwk: { kty: "EC", crv: "P-256", x: kid, y: "y", d: "d", kid },
  createdAt: new Date("2030-01-01T00:00:00Z"),
});

/** What every signing key repository must do. `open` answers an empty one. */
export function describeSigningKeyRepository(
  name: string,
  open: () => Promise<{ repository: SigningKeyRepository } & AsyncDisposable>,
): void {
  describe(`SigningKeyRepository (${name})`, () => {
    it("has no key at first", async () => {
      await using opened = await open();
      expect(await opened.repository.findActive()).toBeUndefined();
    });

    it("keeps the first key, whole", async () => {
      await using opened = await open();
      expect(await opened.repository.addUnlessActive(keyOf("first"))).toEqual(keyOf("first"));
      expect(await opened.repository.addUnlessActive(keyOf("second"))).toEqual(keyOf("first"));
      expect(await opened.repository.findActive()).toEqual(keyOf("first"));
    });

    it("lets 12 replicas that start at once agree on one key", async () => {
      await using opened = await open();
      const tries = Array.from({ length: 12 }, (_, i) => opened.repository.addUnlessActive(keyOf(`key-${i}`)));
      const kids = new Set((await Promise.all(tries)).map(({ kid }) => kid));
      expect(kids.size).toBe(1);
    });
  });
}
