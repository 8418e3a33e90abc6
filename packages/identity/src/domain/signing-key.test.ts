import { describe, expect, it } from "@jest/globals";
import { type ActiveKey, dueStep, inSigningOrder, type NextKey, type RetiredKey } from "./signing-key.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const policy = { maxAgeMs: 90 * DAY, leadMs: 15 * MINUTE, keepMs: 30 * DAY };
const start = new Date("2030-01-01T00:00:00Z");
const after = (milliseconds: number) => new Date(start.getTime() + milliseconds);

const generated = (kid: string) => ({ kid, privateJwk: {}, createdAt: start });
const next: NextKey = { ...generated("next"), state: "next" };
const active: ActiveKey = { ...generated("active"), state: "active", activatedAt: start };
const retired: RetiredKey = { ...generated("retired"), state: "retired", activatedAt: start, retiredAt: start };

describe("dueStep()", () => {
  it("makes the first key sign at once: nobody knows another one", () => {
    expect(dueStep([], start, policy)).toEqual({ do: "add_first" });
  });

  it("lets a key sign until its age", () => {
    expect(dueStep([active], after(policy.maxAgeMs - policy.leadMs - 1), policy)).toBeUndefined();
  });

  it("publishes the next key ahead of that day, by the time it must be known before it signs", () => {
    expect(dueStep([active], after(policy.maxAgeMs - policy.leadMs), policy)).toEqual({ do: "add_next" });
  });

  it("lets the next key not sign before everybody has had time to learn it", () => {
    expect(dueStep([active, next], after(policy.leadMs - 1), policy)).toBeUndefined();
    expect(dueStep([active, next], after(policy.leadMs), policy)).toEqual({ do: "activate", kid: "next" });
  });

  it("adds no second next key, however old the active one is", () => {
    const late: NextKey = { ...next, createdAt: after(policy.maxAgeMs) };
    expect(dueStep([active, late], after(policy.maxAgeMs), policy)).toBeUndefined();
  });

  it("lets the next key sign at once where no other can", () => {
    expect(dueStep([next, retired], start, policy)).toEqual({ do: "activate", kid: "next" });
  });

  it("keeps a retired key published for as long as what it signed may be shown", () => {
    expect(dueStep([active, retired], after(policy.keepMs - 1), policy)).toBeUndefined();
    expect(dueStep([active, retired], after(policy.keepMs), policy)).toEqual({
      do: "remove_retired",
      retiredBefore: start,
    });
  });
});

describe("inSigningOrder()", () => {
  it("signs with the active key, and publishes all of them", () => {
    const kids = inSigningOrder([retired, next, active]).map(({ kid }) => kid);
    expect(kids).toEqual(["active", "next", "retired"]);
  });
});
