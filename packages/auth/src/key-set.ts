import type { JSONWebKeySet } from "jose";
import { createLocalJWKSet } from "jose";
import type { Fetch } from "./bounded-fetch.ts";
import { type Clock, millisecondsOf } from "./clock.ts";
import { discover, unavailable } from "./discovery.ts";

/** The issuer's keys at one moment. Two fetches of the same keys give the same object. */
export type Keys = { resolve: ReturnType<typeof createLocalJWKSet>; has(kid: string): boolean };

export type KeySetOptions = {
  issuer: string;
  fetch: Fetch;
  clock: Clock;
  /** Keys older than this are fetched anew, so that a retired key stops being trusted. */
  maxAgeMs: number;
  /** The least time between two fetches that a caller can provoke. */
  coolDownMs: number;
};

/** Without any key no request can be served, so a cold start tries again sooner than an unknown key id does. */
const COLD_START_COOL_DOWN_MS = 1_000;

/** The public keys of an issuer: fetched once, kept, and fetched anew as rarely as is safe. */
export function createKeySet({ issuer, fetch, clock, maxAgeMs, coolDownMs }: KeySetOptions) {
  let keys: Keys | undefined;
  let text = "";
  let jwksUri: string | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let failure: Error | undefined;
  let flight: Promise<Keys> | undefined;

  async function load(): Promise<Keys> {
    try {
      jwksUri ??= await discoverJwksUri(issuer, fetch);
      const jwks = await fetchJwks(jwksUri, fetch);
      const fetched = JSON.stringify(jwks);
      if (!keys || fetched !== text) keys = keysOf(jwks);
      text = fetched;
      fetchedAt = millisecondsOf(clock);
      failure = undefined;
      return keys;
    } catch (error) {
      jwksUri = undefined; // It may have moved: look it up again next time.
      failure = unavailable(`Cannot fetch the keys of issuer "${issuer}"`, error);
      throw failure;
    }
  }

  /** However many ask at once, one request goes out. */
  function refresh(): Promise<Keys> {
    if (flight) return flight;
    attemptedAt = millisecondsOf(clock);
    flight = load().finally(() => {
      flight = undefined;
    });
    return flight;
  }

  const coolingDown = (forMs: number) => millisecondsOf(clock) - attemptedAt < forMs;

  /** The keys, where there is no need to ask for them. */
  function fresh(): Keys | undefined {
    return millisecondsOf(clock) - fetchedAt < maxAgeMs ? keys : undefined;
  }

  async function current(): Promise<Keys> {
    if (!keys) {
      if (!flight && failure && coolingDown(COLD_START_COOL_DOWN_MS)) throw failure;
      return refresh();
    }
    const known = keys;
    if (fresh()) return known;
    if (!flight && coolingDown(coolDownMs)) return known;
    const refreshed = refresh().catch(() => known);
    // While the issuer is down nobody waits for it: the keys that are known stay good.
    return failure ? known : refreshed;
  }

  // #region unknown-key
  /** The keys, fetched anew when `kid` is not among them and the cool-down is over. */
  async function including(kid: string): Promise<Keys> {
    const known = await current();
    if (known.has(kid)) return known;
    if (flight || !coolingDown(coolDownMs)) return refresh();
    if (failure) throw failure;
    return known;
  }
  // #endregion unknown-key

  return { fresh, current, including };
}

function keysOf(jwks: JSONWebKeySet): Keys {
  const kids = new Set(jwks.keys.map((key) => key.kid));
  return { resolve: createLocalJWKSet(jwks), has: (kid) => kids.has(kid) };
}

async function discoverJwksUri(issuer: string, fetch: Fetch): Promise<string> {
  const { jwks_uri: uri } = await discover(issuer, fetch);
  if (uri === undefined) throw new Error('its metadata has no "jwks_uri"');
  if (new URL(uri).protocol !== "https:" && new URL(issuer).protocol === "https:") {
    throw new Error(`its "jwks_uri" is not https`);
  }
  return uri;
}

async function fetchJwks(uri: string, fetch: Fetch): Promise<JSONWebKeySet> {
  const response = await fetch(uri, { headers: { accept: "application/json" } });
  if (response.status !== 200) throw new Error(`${uri} answered with status ${response.status}`);
  const jwks: unknown = await response.json();
  if (typeof jwks !== "object" || jwks === null || !("keys" in jwks) || !Array.isArray(jwks.keys)) {
    throw new Error(`${uri} did not answer with a JSON Web Key Set`);
  }
  return jwks as JSONWebKeySet;
}
