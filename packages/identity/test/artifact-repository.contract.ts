import { randomUUID } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { Artifact, ArtifactRepository } from "#ports/store.ts";

const now = new Date("2030-01-01T00:00:00Z");
const secondsFromNow = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const artifactOf = (change: Partial<Artifact> = {}): Artifact => ({
  model: "AuthorizationCode",
  id: randomUUID(),
  payload: { scope: "openid", nested: { list: [1, "two", null] } },
  grantId: "grant",
  accountId: "alice",
  clientId: "movies-web",
  expiresAt: secondsFromNow(60),
  ...change,
});

/** How many of 12 simultaneous tries are told that they did it. */
async function winnersOf(attempt: () => Promise<boolean>): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: 12 }, attempt));
  return outcomes.filter(Boolean).length;
}

/** What every artifact repository must do. `open` answers an empty one. */
export function describeArtifactRepository(
  name: string,
  open: () => Promise<{ repository: ArtifactRepository } & AsyncDisposable>,
): void {
  describe(`ArtifactRepository (${name})`, () => {
    it("finds what was saved, whole", async () => {
      await using opened = await open();
      const artifact = artifactOf();
      await opened.repository.save(artifact);
      expect(await opened.repository.find(artifact)).toEqual(artifact);
    });

    it("finds what has nothing but a payload", async () => {
      await using opened = await open();
      const artifact: Artifact = { model: "Grant", id: "bare", payload: {} };
      await opened.repository.save(artifact);
      expect(await opened.repository.find(artifact)).toEqual(artifact);
    });

    it("keeps the ids of two models apart", async () => {
      await using opened = await open();
      const code = artifactOf({ id: "same" });
      await opened.repository.save(code);
      expect(await opened.repository.find({ model: "RefreshToken", id: "same" })).toBeUndefined();
    });

    it("replaces what is saved again", async () => {
      await using opened = await open();
      const artifact = artifactOf();
      await opened.repository.save(artifact);
      await opened.repository.save({ ...artifact, payload: { changed: true }, expiresAt: secondsFromNow(120) });
      expect(await opened.repository.find(artifact)).toMatchObject({
        payload: { changed: true },
        expiresAt: secondsFromNow(120),
      });
    });

    it("finds a session by its uid and a device code by its user code", async () => {
      await using opened = await open();
      const session: Artifact = { model: "Session", id: "s", payload: { a: 1 }, uid: "the-uid" };
      const device: Artifact = { model: "DeviceCode", id: "d", payload: { b: 2 }, userCode: "ABCD" };
      await opened.repository.save(session);
      await opened.repository.save(device);
      expect(await opened.repository.findByUid("Session", "the-uid")).toEqual(session);
      expect(await opened.repository.findByUserCode("DeviceCode", "ABCD")).toEqual(device);
      expect(await opened.repository.findByUid("Interaction", "the-uid")).toBeUndefined();
      expect(await opened.repository.findByUserCode("DeviceCode", "NOPE")).toBeUndefined();
    });

    it("lets one of 12 use up a code", async () => {
      await using opened = await open();
      const artifact = artifactOf();
      await opened.repository.save(artifact);
      expect(await winnersOf(() => opened.repository.consume(artifact, now))).toBe(1);
      expect(await opened.repository.find(artifact)).toEqual({ ...artifact, consumedAt: now });
    });

    it("uses up nothing that is not there", async () => {
      await using opened = await open();
      expect(await opened.repository.consume(artifactOf(), now)).toBe(false);
    });

    it("does not make a used code good again by saving it", async () => {
      await using opened = await open();
      const artifact = artifactOf();
      await opened.repository.save(artifact);
      await opened.repository.consume(artifact, now);
      await opened.repository.save(artifact);
      expect(await opened.repository.consume(artifact, now)).toBe(false);
    });

    it("lets one of 12 add an assertion, once", async () => {
      await using opened = await open();
      const assertion = artifactOf({ model: "ReplayDetection" });
      expect(await winnersOf(() => opened.repository.addOnce(assertion, now))).toBe(1);
      expect(await opened.repository.addOnce(assertion, secondsFromNow(59))).toBe(false);
      expect(await opened.repository.find(assertion)).toEqual(assertion);
    });

    it("lets an assertion's id be used again when the first has expired", async () => {
      await using opened = await open();
      const assertion = artifactOf({ model: "ReplayDetection" });
      await opened.repository.addOnce(assertion, now);
      const later = { ...assertion, expiresAt: secondsFromNow(600) };
      expect(await winnersOf(() => opened.repository.addOnce(later, secondsFromNow(61)))).toBe(1);
      expect(await opened.repository.find(assertion)).toEqual(later);
    });

    it("removes one artifact, and what belongs to a grant of one model", async () => {
      await using opened = await open();
      const [gone, code, other, token] = [
        artifactOf(),
        artifactOf({ grantId: "g1" }),
        artifactOf({ grantId: "g2" }),
        artifactOf({ model: "RefreshToken", grantId: "g1" }),
      ];
      for (const artifact of [gone, code, other, token]) await opened.repository.save(artifact);
      await opened.repository.remove(gone);
      await opened.repository.removeByGrant("AuthorizationCode", "g1");
      const found = await Promise.all([gone, code, other, token].map((key) => opened.repository.find(key)));
      expect(found).toEqual([undefined, undefined, other, token]);
    });

    it("removes what a client holds, and what was made for an account", async () => {
      await using opened = await open();
      const [session, token, other, foreign] = [
        artifactOf({ model: "Session", accountId: "bob", clientId: "web" }),
        artifactOf({ model: "RefreshToken", accountId: "bob", clientId: "app" }),
        artifactOf({ model: "RefreshToken", accountId: "alice", clientId: "app" }),
        artifactOf({ accountId: "alice", clientId: "web" }),
      ];
      const all = [session, token, other, foreign];
      for (const artifact of all) await opened.repository.save(artifact);
      expect(await opened.repository.endByAccount("bob", now)).toBe(2);
      expect(await opened.repository.removeByClient("app")).toBe(1);
      const found = await Promise.all(all.map((key) => opened.repository.find(key)));
      expect(found).toEqual([{ ...session, consumedAt: now }, undefined, undefined, foreign]);
      expect(await opened.repository.endByAccount("bob", now)).toBe(0);
    });

    it("ends a session for good: saving it again changes nothing, and its uid is free", async () => {
      await using opened = await open();
      const session: Artifact = { model: "Session", id: randomUUID(), payload: { a: 1 }, uid: randomUUID() };
      await opened.repository.save(session);
      await opened.repository.endSession(session.id, now);
      await opened.repository.save({ ...session, payload: { a: 2 } });
      const { uid = "", ...rest } = session;
      expect(await opened.repository.find(session)).toEqual({ ...rest, consumedAt: now });
      const next = { ...session, id: randomUUID() };
      await opened.repository.save(next);
      expect(await opened.repository.findByUid("Session", uid)).toEqual(next);
    });

    it("removes what has expired, used or not, and nothing else", async () => {
      await using opened = await open();
      const [expired, used, alive, lasting] = [
        artifactOf({ expiresAt: secondsFromNow(-1) }),
        artifactOf({ expiresAt: secondsFromNow(-1) }),
        artifactOf({ expiresAt: secondsFromNow(1) }),
        { model: "Grant", id: "lasting", payload: {} } satisfies Artifact,
      ];
      for (const artifact of [expired, used, alive, lasting]) await opened.repository.save(artifact);
      await opened.repository.consume(used, secondsFromNow(-10));
      expect(await opened.repository.removeExpired(now)).toBe(2);
      const found = await Promise.all([expired, used, alive, lasting].map((key) => opened.repository.find(key)));
      expect(found).toEqual([undefined, undefined, alive, lasting]);
      expect(await opened.repository.removeExpired(now)).toBe(0);
    });
  });
}
