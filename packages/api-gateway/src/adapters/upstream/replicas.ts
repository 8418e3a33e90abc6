import { lookup as lookUp } from "node:dns/promises";
import { isIP } from "node:net";
import { partsOf } from "#domain/addresses.ts";

/** The addresses of a name. */
export type Lookup = (name: string) => Promise<readonly string[]>;

const REFRESH_MS = 5_000;

const systemLookup: Lookup = async (name) => (await lookUp(name, { all: true })).map(({ address }) => address);

/**
 * Where the replicas of an upstream are, where a host may be a name of several. Names are looked up again every few
 * seconds, while the addresses from before serve.
 */
export function createReplicas(address: string, { lookup = systemLookup }: { readonly lookup?: Lookup } = {}) {
  const hosts = partsOf(address);
  let known: readonly string[] | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    askedAt = Date.now();
    const found = await Promise.all(
      hosts.map(async ({ host, port }) => (await addressesOf(host)).map((ip) => join(ip, port))),
    );
    known = [...new Set(found.flat())];
  }

  async function addressesOf(name: string): Promise<readonly string[]> {
    if (isIP(name) !== 0) return [name];
    return lookup(name);
  }

  return {
    /** The addresses of all replicas, as `host:port`. Rejects while none has ever been found. */
    async current(): Promise<readonly string[]> {
      if (Date.now() - askedAt >= REFRESH_MS) {
        asking ??= ask().finally(() => {
          asking = undefined;
        });
        // Who asks next hears of it, where it fails and nothing is known.
        asking.catch(() => undefined);
      }
      if (known === undefined) {
        askedAt = Number.NEGATIVE_INFINITY;
        await asking;
      }
      return known ?? [];
    },
    /** A replica could not be reached: others may have come. */
    doubt(): void {
      askedAt = Number.NEGATIVE_INFINITY;
    },
  };
}

function join(ip: string, port: string): string {
  return isIP(ip) === 6 ? `[${ip}]:${port}` : `${ip}:${port}`;
}
