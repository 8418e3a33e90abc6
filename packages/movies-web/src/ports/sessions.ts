import type { Session, Tokens } from "#domain/session.ts";

/** What changes about a session while it lives. */
export type Renewal = { readonly tokens: Tokens; readonly refreshToken: string | undefined };

export type Sessions = {
  add(session: Session): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  noteUse(id: string, usedAt: Date): Promise<void>;
  /**
   * Keeps what `decide` makes of the session as it is now; nothing for undefined. Of many calls for one session one
   * decides at a time, in whichever process, and each sees what the one before has kept. Undefined, without a decision,
   * when there is no such session. An error of `decide` is the caller's, and changes nothing.
   */
  renew(id: string, decide: (session: Session) => Promise<Renewal | undefined>): Promise<Session | undefined>;
  remove(id: string): Promise<void>;
  /** Removes what began by one session of the issuer's. Resolves to how many there were. */
  removeByIssuerSession(issuerSession: string): Promise<number>;
  /** Removes all sessions of an account. Resolves to how many there were. */
  removeBySubject(subject: string): Promise<number>;
  /** Removes sessions that were last used, or began, before a time. Resolves to how many there were. */
  purge(before: { readonly usedAt: Date; readonly createdAt: Date }): Promise<number>;
};
