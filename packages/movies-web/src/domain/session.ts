/** Who is logged in, as the issuer says it. */
export type Person = {
  /** The account, for ever. */
  readonly subject: string;
  readonly username: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** All that the issuer said about the person. */
  readonly claims: Readonly<Record<string, unknown>>;
};

/** What is called with an access token of its own. */
export type Resource = "movies" | "products" | "cart";

export type AccessToken = {
  readonly value: string;
  readonly expiresAt: Date;
};

/** What a login gave: who it is, and what further tokens are got by. */
export type Login = {
  readonly person: Person;
  /** The issuer's name for its own session. */
  readonly issuerSession: string | undefined;
  readonly idToken: string;
  readonly refreshToken: string | undefined;
  readonly tokens: Tokens;
};

export type Tokens = Readonly<Partial<Record<Resource, AccessToken>>>;

export type Session = Login & {
  /** The digest of what the browser holds. */
  readonly id: string;
  readonly createdAt: Date;
  readonly usedAt: Date;
};

export type Lifetimes = {
  /** How long a session lives that nobody uses, in milliseconds. */
  readonly idleMs: number;
  /** How long a session lives at most, in milliseconds. */
  readonly absoluteMs: number;
};

/** How long before its end a token is replaced: a call that begins with it has to end with it. */
const REFRESH_EARLY_MS = 30_000;
/** How exactly a session remembers when it was used; writing at each request would cost more than it tells. */
const USE_RESOLUTION_MS = 60_000;

export function isOver({ createdAt, usedAt }: Session, { idleMs, absoluteMs }: Lifetimes, now: Date): boolean {
  return now.getTime() >= Math.min(usedAt.getTime() + idleMs, createdAt.getTime() + absoluteMs);
}

export function isFresh({ expiresAt }: AccessToken, now: Date): boolean {
  return expiresAt.getTime() - now.getTime() > REFRESH_EARLY_MS;
}

export function isUsable({ expiresAt }: AccessToken, now: Date): boolean {
  return expiresAt.getTime() > now.getTime();
}

export function shouldNoteUse({ usedAt }: Session, now: Date): boolean {
  return now.getTime() - usedAt.getTime() >= USE_RESOLUTION_MS;
}

export function isAdmin({ roles }: Person): boolean {
  return roles.includes("admin");
}
