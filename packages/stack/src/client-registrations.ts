import type { JWK } from "jose";
import { clients as ownClients, logins as ownLogins, type ServiceName, type Wiring } from "../topology.ts";

/** The scopes that a client may ask for, by audience. */
export type ClientGrants = Readonly<Record<string, readonly string[]>>;

type Place = Pick<Wiring, "origin" | "address">;
type Login = (place: Place) => object;

/** What identity is told of each OAuth 2.0 client, in the words of RFC 7591: its public key, what it may ask for, and where people come back to. */
export function clientRegistrations(
  keys: ReadonlyMap<string, { readonly publicKey: JWK }>,
  place: Place,
  grants: Readonly<Record<string, ClientGrants>> = ownClients,
): readonly object[] {
  const logins: Readonly<Partial<Record<string, Login>>> = ownLogins;
  return Object.entries(grants).map(([client, resources]) => ({
    client_id: client,
    ...logins[client]?.(place),
    jwks: { keys: [keys.get(client)?.publicKey] },
    resources,
  }));
}

/** Databases, and the roles that own them, are named like their service, in PostgreSQL's spelling. */
export function databaseName(service: ServiceName): string {
  return service.replaceAll("-", "_");
}
