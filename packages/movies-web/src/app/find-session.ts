import { isOver, type Lifetimes, type Session, shouldNoteUse } from "#domain/session.ts";
import type { Secrets } from "#ports/secrets.ts";
import type { Sessions } from "#ports/sessions.ts";

type Ports = {
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  readonly lifetimes: Lifetimes;
  readonly now: () => Date;
};

/** Whether a session still is one. To ask is not to use it. */
export async function isLoggedIn(
  { sessions, lifetimes, now }: Omit<Ports, "secrets">,
  { id }: Session,
): Promise<boolean> {
  const session = await sessions.find(id);
  return session !== undefined && !isOver(session, lifetimes, now());
}

/** The session of whoever holds the secret, unless it is over. */
export async function findSession(ports: Ports, secret: string): Promise<Session | undefined> {
  const { sessions, secrets, lifetimes, now } = ports;
  const session = await sessions.find(secrets.digest(secret));
  if (session === undefined) return undefined;
  if (isOver(session, lifetimes, now())) {
    await sessions.remove(session.id);
    return undefined;
  }
  if (shouldNoteUse(session, now())) await sessions.noteUse(session.id, now());
  return session;
}
