/** Tokens that count once. */
export type UsedTokens = {
  /** Whether this is the first time. Of many at once, one is first. Remembered until it expires. */
  useOnce(id: string, expiresAt: Date): Promise<boolean>;
  purge(now: Date): Promise<number>;
};
