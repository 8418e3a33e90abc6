import type { Session } from "#domain/session.ts";
import type { Sessions } from "#ports/sessions.ts";

/** Keeps sessions in this process: for tests, and for a site that may forget who is logged in. */
export function createMemorySessions(): Sessions {
  const byId = new Map<string, Session>();
  const turns = new Map<string, Promise<unknown>>();

  function removeWhere(over: (session: Session) => boolean): number {
    const found = [...byId.values()].filter(over);
    for (const { id } of found) byId.delete(id);
    return found.length;
  }

  async function renew(id: string, decide: Parameters<Sessions["renew"]>[1]) {
    const session = byId.get(id);
    const renewal = session && (await decide(session));
    const current = byId.get(id);
    if (current === undefined || renewal === undefined) return current;
    byId.set(id, { ...current, ...renewal });
    return byId.get(id);
  }

  return {
    async add(session) {
      byId.set(session.id, session);
    },
    async find(id) {
      return byId.get(id);
    },
    async noteUse(id, usedAt) {
      const session = byId.get(id);
      if (session !== undefined) byId.set(id, { ...session, usedAt });
    },
    async renew(id, decide) {
      const before = turns.get(id) ?? Promise.resolve();
      const own = before.then(() => renew(id, decide));
      // Whoever comes next waits for this one, and not for its luck.
      const turn = own.catch(() => undefined).finally(() => turns.get(id) === turn && turns.delete(id));
      turns.set(id, turn);
      return own;
    },
    async remove(id) {
      byId.delete(id);
    },
    removeByIssuerSession: async (issuerSession) => removeWhere((session) => session.issuerSession === issuerSession),
    removeBySubject: async (subject) => removeWhere(({ person }) => person.subject === subject),
    purge: async (before) =>
      removeWhere(({ usedAt, createdAt }) => usedAt < before.usedAt || createdAt < before.createdAt),
  };
}
