/** Chooses among replicas: each in its turn, but for those that could not be reached of late. Times in milliseconds. */
export type Turns = {
  /** The next of the addresses that has not been tried; undefined when all have. */
  next(addresses: readonly string[], now: number, tried?: ReadonlySet<string>): string | undefined;
  /** Passes an address over for a while. */
  eject(address: string, now: number): void;
  /** It has answered. */
  admit(address: string): void;
};

export function createTurns({ ejectForMs }: { readonly ejectForMs: number }): Turns {
  const ejectedUntil = new Map<string, number>();
  let turn = -1;
  return {
    next(addresses, now, tried = new Set()) {
      const open = addresses.filter((address) => !tried.has(address));
      const healthy = open.filter((address) => (ejectedUntil.get(address) ?? 0) <= now);
      // With nobody left who is known to be well, whoever has been away the longest may be back.
      if (healthy.length === 0) {
        return open.toSorted((a, b) => (ejectedUntil.get(a) ?? 0) - (ejectedUntil.get(b) ?? 0))[0];
      }
      turn += 1;
      return healthy[turn % healthy.length];
    },
    eject(address, now) {
      ejectedUntil.set(address, now + ejectForMs);
    },
    admit(address) {
      ejectedUntil.delete(address);
    },
  };
}
