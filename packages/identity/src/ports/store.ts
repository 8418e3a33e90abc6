import type { Client } from "#domain/client.ts";
import type { AccountRepository, LoginAttemptRepository } from "./accounts.ts";
import type { Page } from "./page.ts";
import type { SigningKeyRepository } from "./signing-keys.ts";

/** What identifies an artifact; `id` is the SHA-256 of what its holder presents. */
export type ArtifactKey = { readonly model: string; readonly id: string };

/** A code, token, session, grant or used assertion of the protocol, as the database keeps it. */
export type Artifact = ArtifactKey & {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly grantId?: string;
  readonly uid?: string;
  readonly userCode?: string;
  readonly accountId?: string;
  readonly clientId?: string;
  readonly expiresAt?: Date;
};

export type StoredArtifact = Artifact & { readonly consumedAt?: Date };

/** The model of logins. Requests that are under way at the same time all save theirs. */
export const SESSION = "Session";

export type ArtifactRepository = {
  /** Adds the artifact or replaces it. One that has been consumed or ended stays as it is. */
  save(artifact: Artifact): Promise<void>;
  /** Adds the artifact unless one that has not expired is there: of several callers at once, one gets true. */
  addOnce(artifact: Artifact, now: Date): Promise<boolean>;
  find(key: ArtifactKey): Promise<StoredArtifact | undefined>;
  findByUid(model: string, uid: string): Promise<StoredArtifact | undefined>;
  findByUserCode(model: string, userCode: string): Promise<StoredArtifact | undefined>;
  /** Those of one account that have not expired. */
  findByAccount(model: string, accountId: string, now: Date): Promise<readonly StoredArtifact[]>;
  /** Uses up the artifact: of several callers at once, one gets true. */
  consume(key: ArtifactKey, now: Date): Promise<boolean>;
  remove(key: ArtifactKey): Promise<void>;
  /** Uses up a session for good, so that a request which is under way does not begin it again, and frees its uid. */
  endSession(id: string, now: Date): Promise<void>;
  removeByGrant(model: string, grantId: string): Promise<void>;
  /** Removes what a client holds, of every model, and answers how much. */
  removeByClient(clientId: string): Promise<number>;
  /** Ends an account's sessions, removes what else was made for it, of every model, and answers how much that was. */
  endByAccount(accountId: string, now: Date): Promise<number>;
  /** Removes what expired before `now`, and answers how many. */
  removeExpired(now: Date): Promise<number>;
};

/** A client as an operator sees it. */
export type RegisteredClient = { readonly client: Client; readonly disabled: boolean };

export type ClientRepository = {
  /** Adds each client, or replaces it by client id. One that is disabled stays so. */
  save(clients: readonly Client[]): Promise<void>;
  /** Adds the client unless its id is taken: of several callers at once, one gets true. */
  add(client: Client): Promise<boolean>;
  /** Finds a client that may ask for tokens: one that is disabled is not found. */
  find(clientId: string): Promise<Client | undefined>;
  /** Clients by id, disabled or not. */
  list(page: Page): Promise<readonly RegisteredClient[]>;
  /** Answers whether there is such a client. */
  setDisabled(clientId: string, disabled: boolean): Promise<boolean>;
};

/** All that the service keeps. */
export type Store = {
  readonly artifacts: ArtifactRepository;
  readonly clients: ClientRepository;
  readonly signingKeys: SigningKeyRepository;
  readonly accounts: AccountRepository;
  readonly loginAttempts: LoginAttemptRepository;
};
