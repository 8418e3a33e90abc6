import type { Database } from "@hexmart/postgres";
import { LockMode } from "@mikro-orm/core";
import type { Sessions } from "#ports/sessions.ts";
import { ask } from "./ask.ts";
import { SessionRow, toRow, toSession, toTokenRows } from "./schema.ts";

/** Fewer than there are connections: an issuer that is slow keeps nobody waiting but those who need a token of it. */
const MAX_RENEWALS = 5;

export function createPostgresSessions(database: Database): Sessions {
  const renewing = createTurnstile(MAX_RENEWALS);
  return {
    async add(session) {
      await ask(database, (em) => em.insert(SessionRow, toRow(session)));
    },

    async find(id) {
      const row = await ask(database, (em) => em.findOne(SessionRow, { id }));
      return row ? toSession(row) : undefined;
    },

    async noteUse(id, usedAt) {
      await ask(database, (em) => em.nativeUpdate(SessionRow, { id }, { usedAt }));
    },

    /** The lock of the row is held while the issuer is asked: replicas take turns as well. */
    async renew(id, decide) {
      return renewing(() =>
        ask(database, (em) =>
          em.transactional(async (own) => {
            const row = await own.findOne(SessionRow, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
            if (row === null) return undefined;
            const session = toSession(row);
            const renewal = await decide(session);
            if (renewal === undefined) return session;
            const { tokens, refreshToken } = renewal;
            const change = { tokens: toTokenRows(tokens), refreshToken: refreshToken ?? null };
            await own.nativeUpdate(SessionRow, { id }, change);
            return { ...session, ...renewal };
          }),
        ),
      );
    },

    async remove(id) {
      await ask(database, (em) => em.nativeDelete(SessionRow, { id }));
    },

    async removeByIssuerSession(issuerSession) {
      return ask(database, (em) => em.nativeDelete(SessionRow, { issuerSession }));
    },

    async removeBySubject(subject) {
      return ask(database, (em) => em.nativeDelete(SessionRow, { subject }));
    },

    async purge({ usedAt, createdAt }) {
      const over = { $or: [{ usedAt: { $lt: usedAt } }, { createdAt: { $lt: createdAt } }] };
      return ask(database, (em) => em.nativeDelete(SessionRow, over));
    },
  };
}

/** Lets so many through at once, and the others in their order. */
function createTurnstile(most: number) {
  let free = most;
  const waiting: (() => void)[] = [];
  return async <T>(run: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
