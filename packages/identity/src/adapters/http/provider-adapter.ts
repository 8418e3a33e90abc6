import { hash } from "node:crypto";
import type { Adapter, AdapterFactory, AdapterPayload, ClientMetadata, JWKS } from "oidc-provider";
import { authMethodOf, type Client, grantTypesOf } from "#domain/client.ts";
import type { Clock } from "#ports/clock.ts";
import {
  type Artifact,
  type ArtifactRepository,
  type ClientRepository,
  SESSION,
  type StoredArtifact,
} from "#ports/store.ts";
import { errors } from "./oidc-provider.ts";

type Ports = { readonly artifacts: ArtifactRepository; readonly clients: ClientRepository; readonly clock: Clock };

// These are also found otherwise than by their id, so the id must be kept to be able to change them.
const KEEPS_ID = new Set([SESSION, "DeviceCode", "Grant"]);

/** Where oidc-provider keeps its models: clients in one repository, all the rest in the other. */
export function createAdapterFactory(ports: Ports): AdapterFactory {
  return (model) => (model === "Client" ? clientAdapter(ports.clients) : artifactAdapter(model, ports));
}

function artifactAdapter(model: string, { artifacts, clock }: Ports): Adapter {
  // What a client holds is a secret: whoever reads the database must not be able to present it.
  const keyOf = (id: string) => ({ model, id: hash("sha256", id, "base64url") });
  const isOver = (artifact: StoredArtifact | undefined) => model === SESSION && artifact?.consumedAt !== undefined;

  return {
    async upsert(id, payload, expiresIn) {
      const now = clock.now();
      const artifact = { ...keyOf(id), ...toArtifact(model, payload, expiresIn, now) };
      if (model !== "ReplayDetection") return artifacts.save(artifact);
      // The library has looked for the assertion before, but so have its copies that arrive at the same time.
      if (!(await artifacts.addOnce(artifact, now))) {
        throw new errors.InvalidClientAuth("a client assertion or DPoP proof must only be used once");
      }
    },
    async find(id) {
      const artifact = await artifacts.find(keyOf(id));
      return isOver(artifact) ? undefined : toPayload(artifact, id);
    },
    async findByUid(uid) {
      return toPayload(await artifacts.findByUid(model, uid));
    },
    async findByUserCode(userCode) {
      return toPayload(await artifacts.findByUserCode(model, userCode));
    },
    async consume(id) {
      if (!(await artifacts.consume(keyOf(id), clock.now()))) throw new errors.InvalidGrant("already consumed");
    },
    async destroy(id) {
      // The library saves the session at the end of each request, also of those that were under way when it ended.
      await (model === SESSION ? artifacts.endSession(keyOf(id).id, clock.now()) : artifacts.remove(keyOf(id)));
    },
    async revokeByGrantId(grantId) {
      await artifacts.removeByGrant(model, grantId);
    },
  };
}

function toArtifact(model: string, payload: AdapterPayload, expiresIn: number | undefined, now: Date) {
  const { jti, consumed: _, ...rest } = payload;
  const { grantId, uid, userCode, clientId } = payload;
  // A login that has been made, but not taken up yet, is already somebody's.
  const accountId = payload.result?.login?.accountId ?? payload.accountId;
  const expiresAt = expiresIn === undefined ? undefined : new Date(now.getTime() + expiresIn * 1000);
  const artifact: Omit<Artifact, "model" | "id"> = {
    payload: KEEPS_ID.has(model) && jti !== undefined ? { ...rest, jti } : rest,
    ...(grantId === undefined ? {} : { grantId }),
    ...(uid === undefined ? {} : { uid }),
    ...(userCode === undefined ? {} : { userCode }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  return artifact;
}

function toPayload(artifact: StoredArtifact | undefined, id?: string): AdapterPayload | undefined {
  if (!artifact) return undefined;
  const { payload, consumedAt } = artifact;
  const consumed = consumedAt ? { consumed: Math.floor(consumedAt.getTime() / 1000) } : {};
  return { ...payload, ...(id === undefined ? {} : { jti: id }), ...consumed };
}

/** Clients come from the configuration, so the protocol may read them and nothing else. */
function clientAdapter(clients: ClientRepository): Adapter {
  const never = async () => {
    throw new Error("Cannot change clients through the protocol: they are registered from the configuration");
  };
  return {
    async find(id) {
      const client = await clients.find(id);
      return client ? metadataOf(client) : undefined;
    },
    upsert: never,
    findByUid: never,
    findByUserCode: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  };
}

/** The member of a client's metadata that holds its resource map: `scope` is for OpenID Connect's own scopes only. */
export const RESOURCES = "resources";

/** A client in the words of OpenID Connect registration. */
function metadataOf(client: Client): ClientMetadata {
  const grants = grantTypesOf(client);
  return {
    client_id: client.clientId,
    ...(client.clientName === undefined ? {} : { client_name: client.clientName }),
    token_endpoint_auth_method: authMethodOf(client),
    ...(client.jwks ? { jwks: client.jwks as JWKS } : {}),
    // The library compares secrets by a method that the provider replaces; it never sees one.
    ...(client.secretHash === undefined ? {} : { client_secret: client.secretHash }),
    grant_types: [...grants],
    response_types: grants.includes("authorization_code") ? ["code"] : [],
    redirect_uris: [...(client.redirectUris ?? [])],
    post_logout_redirect_uris: [...(client.postLogoutRedirectUris ?? [])],
    // With the session's id, so that a client need not log its user out on every device.
    ...(client.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
    ...(client.scopes ? { scope: client.scopes.join(" ") } : {}),
    [RESOURCES]: client.resources,
  };
}
