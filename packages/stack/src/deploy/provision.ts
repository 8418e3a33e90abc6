import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clients, type ServiceName, serviceNames } from "../../topology.ts";
import { users } from "../../users.ts";
import { type ClientKey, generateClientKey, publicPart } from "../client-keys.ts";
import { clientRegistrations, databaseName } from "../client-registrations.ts";
import { composePlace, kubernetesPlace } from "./places.ts";
import { settingsOf } from "./settings.ts";

export type ProvisionOptions = {
  /** Where `<service>/<VARIABLE>` is written. */
  readonly directory: string;
  /** The domain of a cluster; without one the secrets are for compose.yaml. */
  readonly domain?: string | undefined;
};

/**
 * Makes the secrets of every service that are not there yet. What identity is told of clients is written anew, since it
 * follows from their keys and places; all else stays as it is.
 */
export async function provision({ directory, domain }: ProvisionOptions): Promise<void> {
  const place = domain === undefined ? composePlace : kubernetesPlace(domain);
  // A volume of compose.yaml is seen by its service alone, whose user is not the one that writes here.
  const mode = domain === undefined ? 0o444 : 0o400;
  const once = (path: string, make: () => string | Promise<string>) => writeOnce(join(directory, path), make, mode);
  const password = () => randomBytes(32).toString("base64url");

  const keys = new Map<string, ClientKey>();
  for (const client of Object.keys(clients)) {
    const made = async () => JSON.stringify(await generateClientKey());
    const privateKey = JSON.parse(await once(`${client}/CLIENT_KEY`, made));
    keys.set(client, { privateKey, publicKey: publicPart(privateKey) });
  }
  // In a cluster the operator of PostgreSQL makes databases and passwords, and people with known passwords have no place.
  if (domain === undefined) {
    await once("postgres/POSTGRES_PASSWORD", password);
    for (const name of serviceNames.filter((service) => asksFor(service, "DATABASE_URL"))) {
      const database = databaseName(name);
      await once(`${name}/DATABASE_URL`, () => `postgres://${database}:${password()}@postgres:5432/${database}`);
    }
  }
  const told = { CLIENTS: clientRegistrations(keys, place), USERS: domain === undefined ? users : [] };
  for (const [variable, value] of Object.entries(told)) {
    for (const name of serviceNames.filter((service) => asksFor(service, variable))) {
      const file = join(directory, name, variable);
      await rm(file, { force: true });
      await once(`${name}/${variable}`, () => JSON.stringify(value));
    }
  }
}

function asksFor(service: ServiceName, variable: string): boolean {
  return settingsOf(service, composePlace).secrets.includes(variable);
}

/** The text of a file, which is made where there is none. */
async function writeOnce(file: string, make: () => string | Promise<string>, mode: number): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const text = await make();
  await mkdir(join(file, ".."), { recursive: true });
  // Written beside and renamed, so that no reader ever sees half of it.
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
  return text;
}
