import { describe, expect, it } from "@jest/globals";
import { createMemoryStore } from "#adapters/memory/store.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import { ACCOUNT_LIMIT, ADDRESS_LIMIT } from "#domain/login-limit.ts";
import { logIn } from "./log-in.ts";
import { registerUsers } from "./register-users.ts";

const alice = { username: "alice", password: "a1", roles: ["user"], claims: { name: "Alice" } };
const start = new Date("2030-01-01T00:00:00Z");

async function open() {
  let [ids, now] = [0, start];
  const hasher = createPasswordHasher({ log2N: 4, r: 8, p: 1 });
  const verified: boolean[] = [];
  const ports = {
    ...createMemoryStore(),
    newId: () => `id-${++ids}`,
    clock: { now: () => now },
    passwords: {
      ...hasher,
      verify(password: string, hash: string | undefined) {
        verified.push(hash !== undefined);
        return hasher.verify(password, hash);
      },
    },
  };
  const added = await registerUsers(ports, [alice]);
  return {
    ports,
    added,
    verified,
    pass: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    logIn: (change: object = {}) =>
      logIn(ports, { username: "alice", password: "a1", address: "192.0.2.1", ...change }),
  };
}

describe("registerUsers()", () => {
  it("keeps the password only as a hash, and gives an id that says nothing", async () => {
    const { ports, added } = await open();
    const account = await ports.accounts.findByUsername("alice");
    expect(added).toEqual(["alice"]);
    expect(account).toMatchObject({ id: "id-1", roles: ["user"], claims: { name: "Alice" }, disabled: false });
    expect(JSON.stringify(account)).not.toContain('"a1"');
  });

  it("leaves who is known as they are, so that a restart changes no password", async () => {
    const { ports, logIn } = await open();
    expect(await registerUsers(ports, [{ ...alice, password: "other" }])).toEqual([]);
    expect(await logIn()).toMatchObject({ outcome: "accepted" });
  });
});

describe("logIn()", () => {
  it("accepts the right password, however the name was typed", async () => {
    const { logIn } = await open();
    expect(await logIn({ username: " Alice " })).toMatchObject({ outcome: "accepted", account: { username: "alice" } });
  });

  it("answers an unknown user as it does a wrong password, after the same work", async () => {
    const { logIn, verified } = await open();
    expect(await logIn({ password: "wrong" })).toEqual({ outcome: "refused" });
    expect(await logIn({ username: "nobody" })).toEqual({ outcome: "refused" });
    expect(verified).toEqual([true, false]);
  });

  it("tells that an account is disabled only to who knows its password", async () => {
    const { ports, logIn } = await open();
    const passwordHash = await ports.passwords.hash("b1");
    await ports.accounts.add({ id: "bob", username: "bob", passwordHash, roles: [], claims: {}, disabled: true });
    expect(await logIn({ username: "bob", password: "b1" })).toEqual({ outcome: "disabled" });
    expect(await logIn({ username: "bob", password: "wrong" })).toEqual({ outcome: "refused" });
  });

  it("looks at no more guesses for an account than its limit, from wherever, even when they come at once", async () => {
    const { logIn, verified } = await open();
    const guesses = Array.from({ length: ACCOUNT_LIMIT.attempts + 2 }, (_, i) =>
      logIn({ password: "wrong", address: `192.0.2.${i}` }),
    );
    const outcomes = (await Promise.all(guesses)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "throttled")).toHaveLength(2);
    expect(verified).toHaveLength(ACCOUNT_LIMIT.attempts);
  });

  it("refuses the right password too while the limit is reached, says for how long, and no longer", async () => {
    const { logIn, pass } = await open();
    for (let i = 0; i < ACCOUNT_LIMIT.attempts; i++) await logIn({ password: "wrong" });
    pass(60);
    const retryAfterSeconds = ACCOUNT_LIMIT.windowSeconds - 60;
    expect(await logIn()).toEqual({ outcome: "throttled", retryAfterSeconds });
    pass(retryAfterSeconds);
    expect(await logIn()).toMatchObject({ outcome: "accepted" });
  });

  it("looks at no more guesses from an address than its limit, whatever the account", async () => {
    const { logIn } = await open();
    for (let i = 0; i < ADDRESS_LIMIT.attempts; i++) await logIn({ username: `nobody-${i}` });
    expect(await logIn()).toMatchObject({ outcome: "throttled" });
    expect(await logIn({ address: "192.0.2.2" })).toMatchObject({ outcome: "accepted" });
  });

  it("counts one network of IPv6 as one address, since its user may choose among the rest", async () => {
    const { logIn } = await open();
    for (let i = 0; i < ADDRESS_LIMIT.attempts; i++) {
      await logIn({ username: `nobody-${i}`, address: `2001:db8:1:2::${i.toString(16)}` });
    }
    expect(await logIn({ address: "2001:db8:1:2:ffff::1" })).toMatchObject({ outcome: "throttled" });
    expect(await logIn({ address: "2001:db8:1:3::1" })).toMatchObject({ outcome: "accepted" });
  });

  it("lets no address that is beyond its limit lock the owners of accounts out", async () => {
    const { logIn } = await open();
    for (let i = 0; i < ADDRESS_LIMIT.attempts; i++) await logIn({ username: `nobody-${i}` });
    for (let i = 0; i < ACCOUNT_LIMIT.attempts; i++) await logIn({ password: "wrong" });
    expect(await logIn({ address: "192.0.2.2" })).toMatchObject({ outcome: "accepted" });
  });

  it("does not count what succeeds", async () => {
    const { logIn } = await open();
    for (let i = 0; i <= ADDRESS_LIMIT.attempts; i++) expect(await logIn()).toMatchObject({ outcome: "accepted" });
  });
});
