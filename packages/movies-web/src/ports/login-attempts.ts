/** A login that has begun: what its answer has to fit. */
export type LoginAttempt = {
  /** The digest of the state. */
  readonly id: string;
  /** The digest of what the browser holds that began it. */
  readonly browser: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  readonly expiresAt: Date;
};

export type LoginAttempts = {
  add(attempt: LoginAttempt): Promise<void>;
  /** Removes and answers an attempt: of many takers of one, one gets it. */
  take(id: string): Promise<LoginAttempt | undefined>;
  purge(now: Date): Promise<number>;
};
