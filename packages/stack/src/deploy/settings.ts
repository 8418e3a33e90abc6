import { type ServiceName, topology, type Wiring } from "../../topology.ts";

/** Where services are, at a place that is more than this machine's processes. */
export type Place = Pick<Wiring, "address" | "origin"> & { listen(service: ServiceName): string };

/** What a service is told: what may be read by anybody, and the names of what may not. */
export type Settings = {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
};

/** Where the image keeps what a worker has to find again. */
export const stateDirectory = "/var/lib/hexmart";
/** Where a service finds its secrets, each as a file named like its variable. */
export const secretsDirectory = "/secrets";

/** Nothing that a service could take for a value. */
const secret = "\0secret";

// #region settings
/** Reads out of the topology what a service is told at a place, without knowing any secret. */
export function settingsOf(service: ServiceName, place: Place): Settings {
  const told = topology[service].environment({
    ...place,
    listen: place.listen(service),
    issuer: place.origin("identity"),
    stateDirectory,
    databaseUrl: secret,
    clientKey: () => secret,
    clients: secret,
    users: secret,
  });
  const secrets = Object.keys(told).filter((name) => told[name] === secret);
  return { environment: Object.fromEntries(Object.entries(told).filter(([name]) => !secrets.includes(name))), secrets };
}
// #endregion settings

/** The variables that name the files of secrets, as @hexmart/runtime reads them. */
export function secretFiles(secrets: readonly string[]): Record<string, string> {
  return Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `${secretsDirectory}/${name}`]));
}
