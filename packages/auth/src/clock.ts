/**
 * What tells the time, in milliseconds since 1970. `Date` is one; a test hands in its own.
 *
 * @example
 * const frozen: Clock = { now: () => Date.UTC(2030, 0, 1) };
 */
export type Clock = { now(): number };
