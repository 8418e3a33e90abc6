/**
 * What tells the time, as a `Date` or in milliseconds since 1970. `Date` itself is one; a test hands in its own.
 *
 * @example
 * const frozen: Clock = { now: () => new Date("2030-01-01T00:00:00Z") };
 */
export type Clock = { now(): Date | number };

/** The time in milliseconds since 1970. */
export const millisecondsOf = (clock: Clock): number => Number(clock.now());
