import type { Logger } from "@hexmart/runtime";
import type { FastifyInstance } from "fastify";
import type { Client, Provider } from "oidc-provider";
import { isOpenIdScope } from "#domain/resources.ts";
import type { AccountRepository } from "#ports/accounts.ts";
import { RESOURCES } from "../provider-adapter.ts";
import { scopeOfClaim } from "../provider-claims.ts";
import { cancel, clientOrigin, type Interaction, interactionOf, seeOther } from "./interaction.ts";
import { inWords } from "./words.ts";

export type ConsentOptions = {
  readonly provider: () => Provider;
  readonly accounts: AccountRepository;
  readonly logger: Logger;
};

type Details = {
  readonly missingOIDCScope?: readonly string[];
  readonly missingOIDCClaims?: readonly string[];
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
};

/** The page that asks whether a client may have what it asked for: all of it, or nothing. */
export function addConsent(scope: FastifyInstance, { provider, accounts, logger }: ConsentOptions): void {
  scope.get<{ Params: { uid: string } }>("/consent/:uid", async (request, reply) => {
    const interaction = await interactionOf(provider(), request, reply, "consent");
    if (!interaction) return reply;
    const client = await provider().Client.find(String(interaction.params.client_id));
    const account = await accounts.find(String(interaction.session?.accountId));
    return reply.page({
      template: "consent",
      title: "Allow access?",
      data: {
        client: client?.clientName ?? client?.clientId,
        origin: clientOrigin(interaction)[0],
        username: account?.username,
        scopes: inWords(client ? requestedScopes(interaction, client) : []),
      },
      formAction: clientOrigin(interaction),
    });
  });

  scope.post<{ Params: { uid: string }; Body: { cancel?: string } }>("/consent/:uid", async (request, reply) => {
    const interaction = await interactionOf(provider(), request, reply, "consent");
    if (!interaction) return reply;
    if (request.body?.cancel !== undefined) return seeOther(reply, await cancel(provider(), request, reply));
    const result = { consent: { grantId: await allow(provider(), interaction) } };
    const location = await provider().interactionResult(request.raw, reply.raw, result);
    const account = await accounts.find(String(interaction.session?.accountId));
    const clientId = String(interaction.params.client_id);
    const client = await provider().Client.find(clientId);
    const scopes = client ? requestedScopes(interaction, client) : [];
    logger.info({ event: "consent.granted", username: account?.username, clientId, scopes }, "a client got consent");
    return seeOther(reply, location);
  });
}

/** Those that the client may have; others are not granted either, whatever it asked for. Single claims count as theirs. */
function requestedScopes({ params }: Interaction, client: Client): string[] {
  const resources = [params.resource ?? []].flat().map(String);
  const known = (client[RESOURCES] ?? {}) as Readonly<Record<string, readonly string[]>>;
  const ofApis = resources.flatMap((resource) => (Object.hasOwn(known, resource) ? (known[resource] ?? []) : []));
  const scopes = String(params.scope ?? "")
    .split(" ")
    .filter((scope) => isOpenIdScope(scope) || ofApis.includes(scope));
  return [...new Set([...scopes, ...requestedClaims(params).flatMap((claim) => scopeOfClaim(claim) ?? [])])];
}

/** The names in the parameter `claims` (OpenID Connect Core § 5.5), which the provider has checked. */
function requestedClaims({ claims }: Interaction["params"]): string[] {
  if (typeof claims !== "string") return [];
  const { id_token = {}, userinfo = {} } = JSON.parse(claims) as { id_token?: object; userinfo?: object };
  return [...Object.keys(id_token), ...Object.keys(userinfo)];
}

async function allow(provider: Provider, { grantId, params, prompt, session }: Interaction): Promise<string> {
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const owner = { accountId: String(session?.accountId), clientId: String(params.client_id) };
  const grant = existing ?? new provider.Grant(owner);
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes = {} } = prompt.details as Details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims) grant.addOIDCClaims([...missingOIDCClaims]);
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(" "));
  }
  return grant.save();
}
