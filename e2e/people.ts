import type { LaunchOptions, Stack } from "@hexmart/stack";
import { createRelyingParty, json, type Registration } from "./conformance/openid/relying-party.ts";

type Resource = { readonly resource: string; readonly scopes: readonly string[] };
type User = { readonly username: string; readonly password: string };

const client: Registration = {
  clientId: "people",
  clientSecret: "only-for-this-test-only-for-this-test",
  method: "client_secret_post",
  // Nobody listens there: the user agent stops at it.
  redirectUri: "http://127.0.0.1:1/callback",
};

/** What the system has to be started with, so that people can log in to a test's own client. */
export function registrationsFor({ resource, scopes }: Resource): NonNullable<LaunchOptions["registrations"]> {
  return [
    {
      client_id: client.clientId,
      client_name: "People",
      client_secret: client.clientSecret,
      token_endpoint_auth_method: "client_secret_post",
      grant_types: ["authorization_code"],
      redirect_uris: [client.redirectUri],
      scope: "openid profile",
      resources: { [resource]: scopes },
    },
  ];
}

/** An access token of somebody who logs in and consents. */
export async function tokenOf(
  system: Pick<Stack, "issuer" | "fetch">,
  user: User,
  { resource, scopes }: Resource,
): Promise<string> {
  const party = createRelyingParty(system.issuer, system.fetch, client);
  const scope = ["openid", ...scopes].join(" ");
  const answer = await party.authorize(party.agent(), user, { resource, scope });
  return String((await json(await party.exchangeOnce(answer, { resource }))).access_token);
}
