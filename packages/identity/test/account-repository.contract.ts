import { describe, expect, it } from "@jest/globals";
import type { Account } from "#domain/account.ts";
import type { AccountRepository } from "#ports/accounts.ts";

const alice: Account = {
  id: "7b1c",
  username: "alice",
  passwordHash: "$hash",
  roles: ["user", "admin"],
  claims: { name: "Alice", email_verified: true, address: { locality: "Berlin" } },
  disabled: false,
};

/** What every account repository must do. `open` answers an empty one. */
export function describeAccountRepository(
  name: string,
  open: () => Promise<{ repository: AccountRepository } & AsyncDisposable>,
): void {
  describe(`AccountRepository (${name})`, () => {
    it("finds an account by its id and by its username, whole, and no other", async () => {
      await using opened = await open();
      const bob = { ...alice, id: "8c2d", username: "bob", disabled: true, roles: [], claims: {} };
      expect([await opened.repository.add(alice), await opened.repository.add(bob)]).toEqual([true, true]);
      expect(await opened.repository.find("7b1c")).toEqual(alice);
      expect(await opened.repository.findByUsername("bob")).toEqual(bob);
      expect(await opened.repository.find("alice")).toBeUndefined();
      expect(await opened.repository.findByUsername("Bob")).toBeUndefined();
    });

    it("changes a password and whether somebody may log in, and nothing else", async () => {
      await using opened = await open();
      await opened.repository.add(alice);
      await opened.repository.add({ ...alice, id: "8c2d", username: "bob" });
      await opened.repository.setPasswordHash(alice.id, "$other");
      await opened.repository.setDisabled(alice.id, true);
      expect(await opened.repository.list({ limit: 10 })).toEqual([
        { ...alice, passwordHash: "$other", disabled: true },
        { ...alice, id: "8c2d", username: "bob" },
      ]);
      await opened.repository.setDisabled(alice.id, false);
      expect(await opened.repository.find(alice.id)).toEqual({ ...alice, passwordHash: "$other" });
    });

    it("lists accounts by their usernames, page by page", async () => {
      await using opened = await open();
      for (const username of ["c", "a", "b"]) await opened.repository.add({ ...alice, id: username, username });
      const namesOf = async (page: { after?: string; limit: number }) =>
        (await opened.repository.list(page)).map(({ username }) => username);
      expect(await namesOf({ limit: 2 })).toEqual(["a", "b"]);
      expect(await namesOf({ after: "b", limit: 2 })).toEqual(["c"]);
    });

    it("lets one of 12 take a username, and keeps what that one said", async () => {
      await using opened = await open();
      const tries = Array.from({ length: 12 }, (_, i) => opened.repository.add({ ...alice, id: `id-${i}` }));
      const won = (await Promise.all(tries)).flatMap((wins, i) => (wins ? [`id-${i}`] : []));
      expect(won).toHaveLength(1);
      expect((await opened.repository.findByUsername("alice"))?.id).toBe(won[0]);
    });
  });
}
