import type { ArtifactRepository } from "#ports/artifact-repository.ts";
import type { Clock } from "#ports/clock.ts";

/** Removes what nobody can use any more, and answers how many. A consumed artifact stays until it expires. */
export function removeExpiredArtifacts(ports: { artifacts: ArtifactRepository; clock: Clock }): Promise<number> {
  return ports.artifacts.removeExpired(ports.clock.now());
}
