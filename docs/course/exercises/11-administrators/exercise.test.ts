// packages/movies-web/src/domain/exercise-11.test.ts
import { describe, expect, it } from "@jest/globals";
import { isOver, type Session } from "./session.ts";

const minutes = (count: number) => new Date(Date.UTC(2030, 0, 1) + count * 60_000);
const lifetimes = { idleMs: 60 * 60_000, absoluteMs: 600 * 60_000 };

const sessionOf = (roles: readonly string[]): Session => ({
  id: "id",
  person: { subject: "s", username: "bob", name: "Bob", roles, claims: {} },
  issuerSession: undefined,
  idToken: "t",
  refreshToken: undefined,
  tokens: {},
  createdAt: minutes(0),
  usedAt: minutes(30),
});

describe("the session of an administrator", () => {
  const admin = sessionOf(["user", "admin"]);

  it("is over after a quarter of an hour in which nobody used it", () => {
    expect(isOver(admin, lifetimes, minutes(44))).toBe(false);
    expect(isOver(admin, lifetimes, minutes(45))).toBe(true);
  });

  it("lives as long as others in all, when it is used", () => {
    const used = { ...admin, usedAt: minutes(599) };
    expect(isOver(used, lifetimes, minutes(599))).toBe(false);
    expect(isOver(used, lifetimes, minutes(600))).toBe(true);
  });

  it("is over sooner, where the operator lets no session wait for a quarter of an hour", () => {
    expect(isOver(admin, { ...lifetimes, idleMs: 5 * 60_000 }, minutes(35))).toBe(true);
  });
});

describe("the session of anybody else", () => {
  it.each([[[]], [["user"]], [["administrator"]]])(
    "waits for as long as it is configured, with the roles %j",
    (roles) => {
      expect(isOver(sessionOf(roles), lifetimes, minutes(89))).toBe(false);
      expect(isOver(sessionOf(roles), lifetimes, minutes(90))).toBe(true);
    },
  );
});
