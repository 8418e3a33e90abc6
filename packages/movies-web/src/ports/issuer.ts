import type { AccessToken, Login, Resource } from "#domain/session.ts";

/** Where to send a browser to log in, and what to remember meanwhile. */
export type Begun = {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

export type Redemption = {
  /** What the issuer sent the browser back with. */
  readonly answer: URLSearchParams;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

export type Refreshed = {
  readonly token: AccessToken;
  /** In the place of the one that was used; undefined when that stays good. */
  readonly refreshToken: string | undefined;
};

/** A logout token that is genuine. */
export type LogoutNotice = {
  readonly id: string;
  readonly expiresAt: Date;
  readonly issuerSession: string | undefined;
  readonly subject: string | undefined;
};

/** Whoever knows who people are. Each function throws UnavailableError when it cannot be reached, or is of no use. */
export type Issuer = {
  beginLogin(): Promise<Begun>;
  /** @throws LoginFailedError */
  redeem(redemption: Redemption): Promise<Login>;
  /** @throws GrantOverError when there will be no more tokens */
  refresh(refreshToken: string, resource: Resource): Promise<Refreshed>;
  revoke(refreshToken: string): Promise<void>;
  /** Where to send a browser to end the issuer's own session. */
  logoutUrl(idToken: string): Promise<string>;
  /** @throws LogoutTokenError */
  readLogoutToken(token: string): Promise<LogoutNotice>;
};
