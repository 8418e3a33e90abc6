import { recordingLogger, silentLogger } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemorySigningKeys } from "#adapters/memory/signing-keys.ts";
import { keepSigningKeys, rotateSigningKey } from "#app/signing-keys.ts";
import type { SigningKey } from "#domain/signing-key.ts";
import { followSigningKeys } from "./follow-signing-keys.ts";
import { generateSigningKey } from "./generate-signing-key.ts";

const LONG_MS = 3_600_000;
const policyOf = (leadMs: number) => ({ maxAgeMs: 100 * LONG_MS, leadMs, keepMs: LONG_MS });

function open() {
  const signingKeys = createMemorySigningKeys();
  const ports = { signingKeys, generateSigningKey, clock: { now: () => new Date() } };
  const shown: (readonly SigningKey[])[] = [];
  const changed: (() => void)[] = [];
  const onKeys = (keys: readonly SigningKey[]) => {
    shown.push(keys);
    for (const resolve of changed.splice(0)) resolve();
  };
  const nextKeys = () => new Promise<void>((resolve) => changed.push(resolve));
  const kidsShown = () => shown.map((keys) => keys.map(({ kid }) => kid));
  return { ports, changes: signingKeys, shown, onKeys, nextKeys, kidsShown };
}

describe("followSigningKeys()", () => {
  it("shows the keys before anything is served, and a change when it is announced", async () => {
    const { ports, changes, onKeys, nextKeys, kidsShown } = open();
    const app = { keepSigningKeys: () => keepSigningKeys(ports, policyOf(LONG_MS)) };
    const following = await followSigningKeys({
      app,
      changes,
      policy: policyOf(LONG_MS),
      onKeys,
      logger: silentLogger,
    });
    const [[first]] = kidsShown() as [[string]];
    const heard = nextKeys();
    const { kid } = await rotateSigningKey(ports);
    await heard;
    await following.stop();
    expect(kidsShown()).toEqual([[first], [first, kid]]);
  });

  it("finds a change by itself whose announcement was lost", async () => {
    const { ports, onKeys, nextKeys, kidsShown } = open();
    const app = { keepSigningKeys: () => keepSigningKeys(ports, policyOf(LONG_MS)) };
    const deaf = { subscribe: () => () => {} };
    const following = await followSigningKeys({
      app,
      changes: deaf,
      policy: policyOf(50),
      onKeys,
      logger: silentLogger,
    });
    const found = nextKeys();
    const { kid } = await rotateSigningKey(ports);
    await found;
    await following.stop();
    expect(kidsShown().at(-1)).toContain(kid);
  });

  it("goes on with the keys it knows while they cannot be read, and says so", async () => {
    const { ports, changes, onKeys, nextKeys, shown } = open();
    let broken = false;
    const app = {
      async keepSigningKeys() {
        if (broken) throw new Error("the database is away");
        return keepSigningKeys(ports, policyOf(LONG_MS));
      },
    };
    const logger = recordingLogger();
    const following = await followSigningKeys({ app, changes, policy: policyOf(50), onKeys, logger });
    broken = true;
    await rotateSigningKey(ports);
    expect(shown).toHaveLength(1);
    const recovered = nextKeys();
    broken = false;
    await recovered;
    await following.stop();
    expect(shown).toHaveLength(2);
    expect(logger.lines.map(({ event }) => event)).toContain("signing_keys.unknown");
  });

  it("looks once more for however much is announced while it looks", async () => {
    const { ports, onKeys } = open();
    const announce: (() => void)[] = [];
    const gate = Promise.withResolvers<void>();
    let looks = 0;
    const app = {
      async keepSigningKeys() {
        looks += 1;
        if (looks === 3) await gate.promise;
        return keepSigningKeys(ports, policyOf(LONG_MS));
      },
    };
    const changes = {
      subscribe(onChange: () => void) {
        announce.push(onChange);
        return () => {};
      },
    };
    const following = await followSigningKeys({
      app,
      changes,
      policy: policyOf(LONG_MS),
      onKeys,
      logger: silentLogger,
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    while (looks < 2) await turn();
    await turn();
    for (let i = 0; i < 10; i++) announce[0]?.();
    gate.resolve();
    await following.stop();
    expect(looks).toBe(4);
  });
});
