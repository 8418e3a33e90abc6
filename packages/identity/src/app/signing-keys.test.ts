import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemorySigningKeys } from "#adapters/memory/signing-keys.ts";
import { keepSigningKeys, replaceSigningKeys, rotateSigningKey } from "./signing-keys.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const policy = { maxAgeMs: 90 * DAY, leadMs: 15 * MINUTE, keepMs: 30 * DAY };

function open() {
  let generated = 0;
  const clock = fakeClock();
  const ports = {
    signingKeys: createMemorySigningKeys(),
    clock,
    async generateSigningKey() {
      generated += 1;
      return { kid: `key-${generated}`, privateJwk: {} };
    },
  };
  const app = {
    keepSigningKeys: () => keepSigningKeys(ports, policy),
    rotateSigningKey: () => rotateSigningKey(ports),
    replaceSigningKeys: () => replaceSigningKeys(ports),
  };
  return {
    app,
    clock,
    async states() {
      const { keys } = await app.keepSigningKeys();
      return Object.fromEntries(keys.map(({ kid, state }) => [kid, state]));
    },
  };
}

describe("keepSigningKeys()", () => {
  it("generates a key at the first start, and none after it", async () => {
    const { app, states } = open();
    const { done } = await app.keepSigningKeys();
    expect(done).toEqual([{ do: "add_first" }]);
    expect(await states()).toEqual({ "key-1": "active" });
  });

  it("agrees with the other replicas on one key", async () => {
    const { app } = open();
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.keepSigningKeys()));
    expect(new Set(answers.map(({ keys }) => JSON.stringify(keys))).size).toBe(1);
    expect(answers.flatMap(({ done }) => done)).toHaveLength(1);
  });

  it("rotates by itself: next, active, retired, gone", async () => {
    const { clock, states } = open();
    await states();
    await clock.advance(policy.maxAgeMs - policy.leadMs);
    expect(await states()).toEqual({ "key-1": "active", "key-2": "next" });
    await clock.advance(policy.leadMs);
    expect(await states()).toEqual({ "key-1": "retired", "key-2": "active" });
    await clock.advance(policy.keepMs);
    expect(await states()).toEqual({ "key-2": "active" });
  });

  it("goes on where it was after a long time off", async () => {
    const { clock, states } = open();
    await states();
    await clock.advance(3 * policy.maxAgeMs);
    expect(await states()).toEqual({ "key-1": "active", "key-2": "next" });
  });
});

describe("rotateSigningKey()", () => {
  it("publishes the key that signs once it has been published for long enough", async () => {
    const { app, clock, states } = open();
    await states();
    const next = await app.rotateSigningKey();
    expect(next).toMatchObject({ kid: "key-2", state: "next", createdAt: clock.now() });
    expect(await states()).toEqual({ "key-1": "active", "key-2": "next" });
    await clock.advance(policy.leadMs);
    expect(await states()).toEqual({ "key-1": "retired", "key-2": "active" });
  });

  it("does nothing to the next key that is there already", async () => {
    const { app, states } = open();
    await states();
    const first = await app.rotateSigningKey();
    expect(await app.rotateSigningKey()).toEqual(first);
  });
});

describe("replaceSigningKeys()", () => {
  it("leaves one key, which signs: the others may be somebody else's by now", async () => {
    const { app, states } = open();
    await states();
    await app.rotateSigningKey();
    const { kid } = await app.replaceSigningKeys();
    expect(await states()).toEqual({ [kid]: "active" });
  });
});
