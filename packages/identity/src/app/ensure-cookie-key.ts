import type { Clock } from "#ports/clock.ts";
import type { ArtifactRepository } from "#ports/store.ts";

type Ports = { readonly artifacts: ArtifactRepository; readonly newSecret: () => string; readonly clock: Clock };

const KEY = { model: "CookieKey", id: "cookies" };

/** What cookies are signed with. The first replica makes it up; it lasts, so that a restart ends no login. */
export async function ensureCookieKey({ artifacts, newSecret, clock }: Ports): Promise<string> {
  await artifacts.addOnce({ ...KEY, payload: { key: newSecret() } }, clock.now());
  const stored = await artifacts.find(KEY);
  if (typeof stored?.payload.key !== "string") throw new Error("Cannot sign cookies: their key is not stored");
  return stored.payload.key;
}
