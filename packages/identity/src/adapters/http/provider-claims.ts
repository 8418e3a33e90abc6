import type { AccountClaims, Configuration, FindAccount, KoaContextWithOIDC } from "oidc-provider";
import type { Account } from "#domain/account.ts";
import type { AccountRepository } from "#ports/accounts.ts";

/** Which scope shows which claims (OpenID Connect Core § 5.4). */
export const claims = {
  // The library puts no other scope's claims into an id_token beside which there is an access token for userinfo.
  openid: ["sub", "roles"],
  profile: [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
  roles: ["roles"],
} satisfies Configuration["claims"];

/**
 * The scope that shows a claim of a person, under which people are asked for it: clients may ask for single claims too.
 */
export const scopeOfClaim = (claim: string): string | undefined =>
  Object.entries(claims).find(([scope, names]) => scope !== "openid" && names.includes(claim))?.[0];

/** Knows an account as long as it is not disabled: from then on neither its sessions nor its refresh tokens are good. */
export function findAccount(accounts: AccountRepository): FindAccount {
  return async (_context, id) => {
    const account = await accounts.find(id);
    if (!account || account.disabled) return undefined;
    return {
      accountId: id,
      claims: (_use, scope, requested) => claimsOf(account, scope.split(" ").includes("roles") || "roles" in requested),
    };
  };
}

function claimsOf({ id, username, roles, claims }: Account, withRoles: boolean): AccountClaims {
  return { ...claims, sub: id, preferred_username: username, ...(withRoles ? { roles: [...roles] } : {}) };
}

/** What an API is told of the user beside the subject, so that it need not ask: name and roles. */
export function accessTokenClaims(accounts: AccountRepository) {
  return async (_context: KoaContextWithOIDC, token: { accountId?: string | undefined; aud?: unknown }) => {
    if (token.accountId === undefined || token.aud === undefined) return undefined;
    const account = await accounts.find(token.accountId);
    return account && { preferred_username: account.username, roles: [...account.roles] };
  };
}
