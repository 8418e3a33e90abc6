import type { FastifyInstance, FastifyReply } from "fastify";
import type { Provider } from "oidc-provider";
import type { AccountRepository } from "#ports/accounts.ts";
import type { ArtifactRepository } from "#ports/store.ts";
import { scopeOfClaim } from "../provider-claims.ts";
import { seeOther } from "./interaction.ts";
import { sessionOf } from "./session.ts";
import { inWords } from "./words.ts";

export type GrantsOptions = {
  readonly provider: () => Provider;
  readonly accounts: AccountRepository;
  readonly artifacts: ArtifactRepository;
};

type GrantPayload = {
  readonly jti: string;
  readonly clientId: string;
  readonly iat: number;
  readonly openid?: { readonly scope?: string; readonly claims?: readonly string[] };
  readonly resources?: Readonly<Record<string, string>>;
};

/** The page where users see which clients they have allowed what, and take it back. */
export function addGrants(scope: FastifyInstance, { provider, accounts, artifacts }: GrantsOptions): void {
  const grantsOf = async (accountId: string): Promise<GrantPayload[]> => {
    const found = await artifacts.findByAccount("Grant", accountId, new Date());
    return found.map(({ payload }) => payload as unknown as GrantPayload);
  };

  scope.get("/grants", async (request, reply) => {
    const session = await sessionOf(provider(), request, reply);
    const account = session && (await accounts.find(session.accountId));
    if (!account || account.disabled) return seeOther(reply, "/account/login");
    const shown = await Promise.all((await grantsOf(account.id)).map(describe));
    return showGrants(reply, account.username, shown);
  });

  scope.post<{ Body: { grant?: string } }>("/grants", async (request, reply) => {
    const session = await sessionOf(provider(), request, reply);
    if (!session) return seeOther(reply, "/account/login");
    const own = (await grantsOf(session.accountId)).find(({ jti }) => jti === request.body?.grant);
    if (own) await revoke(provider(), own.jti);
    return seeOther(reply, "/grants");
  });

  async function describe({ jti, clientId, iat, openid, resources = {} }: GrantPayload) {
    const client = await provider().Client.find(clientId);
    const granted = [openid?.scope ?? "", ...Object.values(resources)].join(" ").split(" ").filter(Boolean);
    const scopes = [...granted, ...(openid?.claims ?? []).flatMap((claim) => scopeOfClaim(claim) ?? [])];
    const since = new Date(iat * 1000).toISOString().slice(0, 10);
    return { id: jti, client: client?.clientName ?? clientId, since, scopes: inWords(scopes) };
  }
}

function showGrants(reply: FastifyReply, username: string, grants: readonly object[]) {
  return reply.page({ template: "grants", title: "What you have allowed", data: { username, grants } });
}

/** The refresh tokens end at once; access tokens for APIs cannot be taken back, and live for minutes. */
async function revoke(provider: Provider, grantId: string): Promise<void> {
  await Promise.all([
    provider.RefreshToken.revokeByGrantId(grantId),
    provider.AccessToken.revokeByGrantId(grantId),
    provider.AuthorizationCode.revokeByGrantId(grantId),
    provider.DeviceCode.revokeByGrantId(grantId),
  ]);
  await (await provider.Grant.find(grantId))?.destroy();
}
