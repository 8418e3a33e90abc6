export type Secrets = {
  /** A text that nobody can guess. */
  create(): string;
  /** What is kept in the place of a secret: whoever reads it learns nothing. */
  digest(secret: string): string;
};
