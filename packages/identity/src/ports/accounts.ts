import type { Account } from "#domain/account.ts";
import type { Page } from "./page.ts";

export type AccountRepository = {
  /** Adds the account unless the username is taken: of several callers at once, one gets true. */
  add(account: Account): Promise<boolean>;
  find(id: string): Promise<Account | undefined>;
  findByUsername(username: string): Promise<Account | undefined>;
  /** Accounts by username. */
  list(page: Page): Promise<readonly Account[]>;
  setPasswordHash(id: string, passwordHash: string): Promise<void>;
  setDisabled(id: string, disabled: boolean): Promise<void>;
};

/** How many tries there were in the current window, the one just counted included, and when the window ends. */
export type AttemptCount = { readonly count: number; readonly resetsAt: Date };

export type LoginAttemptRepository = {
  /** Counts a try before it is made, so that simultaneous ones cannot all pass; a window that is over begins anew. */
  add(key: string, now: Date, windowSeconds: number): Promise<AttemptCount>;
  /** Takes one try back. */
  takeBack(key: string): Promise<void>;
  clear(key: string): Promise<void>;
  /** Removes the windows that ended before `now`, and answers how many. */
  removeExpired(now: Date): Promise<number>;
};

export type PasswordHasher = {
  hash(password: string): Promise<string>;
  /** Whether the password is that of the hash. Without a hash the answer is no, and takes as long. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
};
