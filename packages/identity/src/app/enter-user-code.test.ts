import { describe, expect, it } from "@jest/globals";
import { createMemoryStore } from "#adapters/memory/store.ts";
import { ACCOUNT_LIMIT, ADDRESS_LIMIT } from "#domain/login-limit.ts";
import { enterUserCode, type UserCodeEntry } from "./enter-user-code.ts";

function open() {
  let now = new Date("2030-01-01T00:00:00Z");
  const ports = { ...createMemoryStore(), clock: { now: () => now } };
  let lookedUp = 0;
  return {
    lookedUp: () => lookedUp,
    pass: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    enter: (isRight: boolean, who: Partial<UserCodeEntry> = {}) =>
      enterUserCode(ports, {
        address: "192.0.2.1",
        accountId: "alice",
        async lookUp() {
          lookedUp += 1;
          return isRight;
        },
        ...who,
      }),
  };
}

describe("enterUserCode()", () => {
  it("looks at no more guesses of an account than its limit, even at once and from many addresses", async () => {
    const { enter, lookedUp } = open();
    const guesses = Array.from({ length: 30 }, (_, i) => enter(false, { address: `192.0.2.${i}` }));
    const waits = await Promise.all(guesses);
    expect(lookedUp()).toBe(ACCOUNT_LIMIT.attempts);
    expect(waits.filter((seconds) => seconds === ACCOUNT_LIMIT.windowSeconds)).toHaveLength(30 - lookedUp());
  });

  it("looks at no more guesses from an address than its limit, whoever is logged in", async () => {
    const { enter } = open();
    for (let i = 0; i < ADDRESS_LIMIT.attempts; i++) await enter(false, { accountId: i % 2 ? undefined : `${i}` });
    expect(await enter(true, { accountId: undefined })).toBeGreaterThan(0);
    expect(await enter(true, { address: "192.0.2.2" })).toBe(0);
  });

  it("lets them try again when the while is over", async () => {
    const { enter, pass } = open();
    for (let i = 0; i < ACCOUNT_LIMIT.attempts; i++) await enter(false);
    expect(await enter(true)).toBe(ACCOUNT_LIMIT.windowSeconds);
    pass(ACCOUNT_LIMIT.windowSeconds);
    expect(await enter(true)).toBe(0);
  });

  it("does not count a right code, which does not reset the count of wrong ones either", async () => {
    const { enter } = open();
    for (let i = 0; i < ACCOUNT_LIMIT.attempts; i++) {
      expect(await enter(false)).toBe(0);
      if (i < ACCOUNT_LIMIT.attempts - 1) expect(await enter(true)).toBe(0);
    }
    expect(await enter(true)).toBeGreaterThan(0);
  });
});
