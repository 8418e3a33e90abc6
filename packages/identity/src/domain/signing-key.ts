import type { Jwk } from "./client.ts";

type Generated = {
  /** The name of the key in tokens and in the published set. */
  readonly kid: string;
  /** Must never be logged or sent. */
  readonly privateJwk: Jwk;
  /** Since when it is published. */
  readonly createdAt: Date;
};

/** Published, so that everybody knows it before it signs. */
export type NextKey = Generated & { readonly state: "next" };
/** Signs. There is one at a time. */
export type ActiveKey = Generated & { readonly state: "active"; readonly activatedAt: Date };
/** Signs no more, and is published for those who still hold what it signed. */
export type RetiredKey = Generated & {
  readonly state: "retired";
  readonly activatedAt: Date;
  readonly retiredAt: Date;
};

export type SigningKey = NextKey | ActiveKey | RetiredKey;

export type RotationPolicy = {
  /** How long a key signs, in milliseconds. */
  readonly maxAgeMs: number;
  /** How long a key is published before it signs, in milliseconds: longer than anybody trusts a copy of the set. */
  readonly leadMs: number;
  /** How long a key is published after it has signed, in milliseconds: longer than anything lives that it signed. */
  readonly keepMs: number;
};

/** What is to be done to the keys now. */
export type RotationStep =
  | { readonly do: "add_first" }
  | { readonly do: "add_next" }
  | { readonly do: "activate"; readonly kid: string }
  | { readonly do: "remove_retired"; readonly retiredBefore: Date };

// #region due-step
/** The first thing that is due, or undefined when nothing is. It depends on the stored keys alone, so any replica may do it. */
export function dueStep(keys: readonly SigningKey[], now: Date, policy: RotationPolicy): RotationStep | undefined {
  const next = keys.find((key) => key.state === "next");
  const active = keys.find((key) => key.state === "active");
  if (!active) return next ? { do: "activate", kid: next.kid } : { do: "add_first" };
  if (next && ageOf(next.createdAt, now) >= policy.leadMs) return { do: "activate", kid: next.kid };
  // So early that the next one may take over on the day.
  if (!next && ageOf(active.activatedAt, now) >= policy.maxAgeMs - policy.leadMs) return { do: "add_next" };
  const retiredBefore = new Date(now.getTime() - policy.keepMs);
  const outlived = keys.some((key) => key.state === "retired" && key.retiredAt <= retiredBefore);
  return outlived ? { do: "remove_retired", retiredBefore } : undefined;
}
// #endregion due-step

/** The keys to publish, of which the first is the one to sign with. */
export function inSigningOrder(keys: readonly SigningKey[]): readonly SigningKey[] {
  const rank = { active: 0, next: 1, retired: 2 };
  return keys.toSorted((a, b) => rank[a.state] - rank[b.state] || (a.kid < b.kid ? -1 : 1));
}

function ageOf(since: Date, now: Date): number {
  return now.getTime() - since.getTime();
}
