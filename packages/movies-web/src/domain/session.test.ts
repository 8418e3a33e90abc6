import { describe, expect, it } from "@jest/globals";
import { isFresh, isOver, isUsable, type Session, shouldNoteUse } from "./session.ts";

const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds));
const session: Session = {
  id: "id",
  person: { subject: "s", username: "alice", name: "Alice", roles: [], claims: {} },
  issuerSession: undefined,
  idToken: "t",
  refreshToken: undefined,
  tokens: {},
  createdAt: at(0),
  usedAt: at(500),
};
const lifetimes = { idleMs: 600_000, absoluteMs: 1_000_000 };

describe("isOver()", () => {
  it.each([
    [999, 500, false],
    [1_000, 500, true],
    [700, 100, true],
    [699, 100, false],
  ])("at second %i, last used at second %i, is %s", (now, used, over) => {
    expect(isOver({ ...session, usedAt: at(used) }, lifetimes, at(now))).toBe(over);
  });
});

describe("an access token", () => {
  const token = { value: "t", expiresAt: at(300) };

  it("is fresh until half a minute before its end, and usable until its end", () => {
    expect([isFresh(token, at(269)), isFresh(token, at(270))]).toEqual([true, false]);
    expect([isUsable(token, at(299)), isUsable(token, at(300))]).toEqual([true, false]);
  });
});

describe("shouldNoteUse()", () => {
  it("is once a minute, and not at each request", () => {
    expect([shouldNoteUse(session, at(559)), shouldNoteUse(session, at(560))]).toEqual([false, true]);
  });
});
