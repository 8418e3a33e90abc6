import { clients, logins } from "../../topology.ts";
import type { TokenWish } from "../access-token.ts";

type WantedToken = Omit<TokenWish, "issuer">;

type Asked = {
  readonly client: string;
  /** Without `urn:hexmart:`; empty for the one that the client calls most. */
  readonly audience: string;
  /** With blanks between them. */
  readonly scope: string;
  readonly keyFile: string;
};

/** The clients of the topology that get tokens for themselves: one that people log in with does not. */
export const ownClients = Object.keys(clients).filter((name) => !(name in logins));

/** What somebody on the command line wants, or what they have to say otherwise. */
export function wantedToken({ client, audience, scope, keyFile }: Asked): WantedToken | { readonly mistake: string } {
  if (keyFile !== "") {
    if (client === "" || audience === "" || scope === "") {
      return { mistake: "A client of your own needs its name, --audience and --scope beside --key-file" };
    }
    return { client, resource: urnOf(audience), scopes: scope.split(/\s+/).filter(Boolean), keyFile };
  }
  const grants: Readonly<Record<string, readonly string[]>> | undefined = Object.entries(clients).find(
    ([name]) => name === client && ownClients.includes(name),
  )?.[1];
  if (grants === undefined) {
    return {
      mistake: `There is no client "${client}": expected one of ${ownClients.join(", ")}, or --key-file for one of your own`,
    };
  }
  if (scope !== "") return { mistake: `${client} gets all the scopes that it may have: leave --scope out` };
  const resource = audience ? urnOf(audience) : (Object.keys(grants).at(-1) ?? "");
  const scopes = grants[resource];
  if (scopes === undefined) {
    const servers = Object.keys(grants).map((name) => name.replace("urn:hexmart:", ""));
    return { mistake: `${client} may not ask for a token for "${audience}": expected ${servers.join(", ")}` };
  }
  return { client, resource, scopes };
}

const urnOf = (audience: string) => `urn:hexmart:${audience}`;
