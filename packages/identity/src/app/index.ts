import type { Client } from "#domain/client.ts";
import type { ArtifactRepository } from "#ports/artifact-repository.ts";
import type { ClientRepository } from "#ports/client-repository.ts";
import type { Clock } from "#ports/clock.ts";
import type { SigningKeyGenerator } from "#ports/signing-key-generator.ts";
import type { SigningKeyRepository } from "#ports/signing-key-repository.ts";
import { ensureSigningKey } from "./ensure-signing-key.ts";
import { registerClients } from "./register-clients.ts";
import { removeExpiredArtifacts } from "./remove-expired-artifacts.ts";

/** What the application needs from outside. */
export type Ports = {
  readonly artifacts: ArtifactRepository;
  readonly clients: ClientRepository;
  readonly signingKeys: SigningKeyRepository;
  readonly generateSigningKey: SigningKeyGenerator;
  readonly clock: Clock;
};

/** The menu: what the identity service does besides speaking the protocol, which oidc-provider does. */
export const createUseCases = (ports: Ports) => ({
  registerClients: (clients: readonly Client[]) => registerClients(ports, clients),
  ensureSigningKey: () => ensureSigningKey(ports),
  removeExpiredArtifacts: () => removeExpiredArtifacts(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;
