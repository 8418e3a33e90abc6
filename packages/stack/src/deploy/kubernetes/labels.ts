import { logins, type ServiceName, serviceNames, topology } from "../../../topology.ts";

/** Of everything of the system. */
export const system = { "app.kubernetes.io/part-of": "hexmart" };

/** Of the pods that answer for a service, and of what is said about them. */
export const of = (service: ServiceName) => ({ "app.kubernetes.io/name": service });

/** Of a job that prepares a service's database: no pod that answers. */
export const ofMigration = (service: ServiceName) => ({ "app.kubernetes.io/name": migration(service) });

export const labelled = (labels: Readonly<Record<string, string>>) => ({ ...labels, ...system });

export const migration = (service: ServiceName) => `${service}-migration`;
export const cluster = (service: ServiceName) => `${service}-db`;

/** Where metrics are, and how a process does. */
export const adminPort = 9464;

/** The services with which people log in, and that identity tells of a logout. */
export const loginsOf = () => serviceNames.filter((name) => name in logins);

/** What people may reach: identity, where they log in, and what those call on their behalf. A new service is behind it. */
export const isOpen = (service: ServiceName) =>
  topology[service].kind === "http" &&
  (service === "identity" || loginsOf().some((name) => name === service || topology[name].calls.includes(service)));

/** The services that browsers know by a URL of their own. */
export const originsOf = () => serviceNames.filter(isOpen);
