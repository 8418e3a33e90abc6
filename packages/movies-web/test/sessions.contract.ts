import { describe, expect, it } from "@jest/globals";
import type { Session } from "#domain/session.ts";
import type { LoginAttempts } from "#ports/login-attempts.ts";
import type { Sessions } from "#ports/sessions.ts";
import type { UsedTokens } from "#ports/used-tokens.ts";

export type Stores = AsyncDisposable & {
  readonly sessions: Sessions;
  readonly attempts: LoginAttempts;
  readonly usedTokens: UsedTokens;
};

const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 0, minutes));
const token = (value: string) => ({ value, expiresAt: at(5) });

export const session = (more: Partial<Session> = {}): Session => ({
  id: crypto.randomUUID(),
  person: { subject: "account-alice", username: "alice", name: "Alice", roles: ["user"], claims: { email: "a@b.c" } },
  issuerSession: "sid-1",
  idToken: "id-token",
  refreshToken: "refresh-1",
  tokens: { movies: token("movies-1") },
  createdAt: at(0),
  usedAt: at(0),
  ...more,
});

/** What every way to keep sessions has to do. */
export function describeStores(name: string, open: () => Promise<Stores>): void {
  describe(`sessions in ${name}`, () => {
    it("are found as they were added", async () => {
      await using stores = await open();
      const full = session();
      const bare = session({ issuerSession: undefined, refreshToken: undefined, tokens: {} });
      await stores.sessions.add(full);
      await stores.sessions.add(bare);
      expect(await stores.sessions.find(full.id)).toEqual(full);
      expect(await stores.sessions.find(bare.id)).toEqual(bare);
      expect(await stores.sessions.find("nobody")).toBeUndefined();
    });

    it("remember when they were used", async () => {
      await using stores = await open();
      const one = session();
      await stores.sessions.add(one);
      await stores.sessions.noteUse(one.id, at(3));
      expect(await stores.sessions.find(one.id)).toEqual({ ...one, usedAt: at(3) });
    });

    it("let one at a time decide on a renewal, and each see the one before", async () => {
      await using stores = await open();
      const one = session();
      await stores.sessions.add(one);
      let deciding = 0;
      const decisions = Array.from({ length: 12 }, () =>
        stores.sessions.renew(one.id, async ({ refreshToken = "" }) => {
          deciding += 1;
          expect(deciding).toBe(1);
          await new Promise((resolve) => setImmediate(resolve));
          deciding -= 1;
          return { tokens: { cart: token(refreshToken) }, refreshToken: `${refreshToken}+` };
        }),
      );
      await Promise.all(decisions);
      expect((await stores.sessions.find(one.id))?.refreshToken).toBe(`refresh-1${"+".repeat(12)}`);
    });

    it("stay as they are without a decision, or when it fails", async () => {
      await using stores = await open();
      const one = session();
      await stores.sessions.add(one);
      expect(await stores.sessions.renew(one.id, async () => undefined)).toEqual(one);
      const failed = stores.sessions.renew(one.id, async () => {
        throw new TypeError("no");
      });
      await expect(failed).rejects.toThrow("no");
      expect(await stores.sessions.find(one.id)).toEqual(one);
      const asked: unknown[] = [];
      const missing = stores.sessions.renew("nobody", async (found) => {
        asked.push(found);
        return undefined;
      });
      expect(await missing).toBeUndefined();
      expect(asked).toEqual([]);
    });

    it("are removed by their id, by the issuer's session, and by account", async () => {
      await using stores = await open();
      const bobs = { ...session().person, subject: "account-bob" };
      const [one, two, three] = [
        session(),
        session({ issuerSession: "sid-2" }),
        session({ issuerSession: "sid-3", person: bobs }),
      ];
      for (const each of [one, two, three]) await stores.sessions.add(each);
      expect(await stores.sessions.removeByIssuerSession("sid-2")).toBe(1);
      expect(await stores.sessions.find(two.id)).toBeUndefined();
      expect(await stores.sessions.removeBySubject("account-alice")).toBe(1);
      expect(await stores.sessions.find(one.id)).toBeUndefined();
      await stores.sessions.remove(three.id);
      expect(await stores.sessions.find(three.id)).toBeUndefined();
    });

    it("are forgotten when they are over", async () => {
      await using stores = await open();
      const [unused, old, good] = [
        session({ createdAt: at(10), usedAt: at(10) }),
        session({ createdAt: at(0), usedAt: at(30) }),
        session({ createdAt: at(10), usedAt: at(30) }),
      ];
      for (const each of [unused, old, good]) await stores.sessions.add(each);
      expect(await stores.sessions.purge({ usedAt: at(20), createdAt: at(5) })).toBe(2);
      expect(await stores.sessions.find(good.id)).toEqual(good);
    });
  });

  describe(`logins under way in ${name}`, () => {
    const attempt = (id: string, expiresAt: Date) => ({
      id,
      browser: "b",
      nonce: "n",
      codeVerifier: "v",
      returnTo: "/movies?genre=Crime",
      expiresAt,
    });

    it("are taken by one of many, as they were added", async () => {
      await using stores = await open();
      await stores.attempts.add(attempt("one", at(5)));
      const taken = await Promise.all(Array.from({ length: 12 }, () => stores.attempts.take("one")));
      expect(taken.filter((each) => each !== undefined)).toEqual([attempt("one", at(5))]);
    });

    it("are forgotten when they are over", async () => {
      await using stores = await open();
      await stores.attempts.add(attempt("old", at(5)));
      await stores.attempts.add(attempt("new", at(15)));
      expect(await stores.attempts.purge(at(10))).toBe(1);
      expect(await stores.attempts.take("old")).toBeUndefined();
      expect(await stores.attempts.take("new")).toBeDefined();
    });
  });

  describe(`used tokens in ${name}`, () => {
    it("count for one of many, until they expire", async () => {
      await using stores = await open();
      const uses = await Promise.all(Array.from({ length: 12 }, () => stores.usedTokens.useOnce("jti", at(5))));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect(await stores.usedTokens.purge(at(4))).toBe(0);
      expect(await stores.usedTokens.useOnce("jti", at(5))).toBe(false);
      expect(await stores.usedTokens.purge(at(6))).toBe(1);
    });
  });
}
