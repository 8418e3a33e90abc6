import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";

/** The key pair of an OAuth 2.0 client (private_key_jwt, RFC 7523). */
export type ClientKey = { readonly privateKey: JWK; readonly publicKey: JWK };

/**
 * The key of each client, read from `directory`; one that is not there yet is made and written for the next start,
 * readable by its owner only.
 */
export async function loadClientKeys<Name extends string>(
  directory: string,
  clients: readonly Name[],
): Promise<ReadonlyMap<Name, ClientKey>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return new Map(
    await Promise.all(
      clients.map(async (client): Promise<[Name, ClientKey]> => {
        const privateKey = await loadClientKey(directory, client);
        return [client, { privateKey, publicKey: publicPart(privateKey) }];
      }),
    ),
  );
}

async function loadClientKey(directory: string, client: string): Promise<JWK> {
  const file = join(directory, `${client}.jwk.json`);
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new Error(`Cannot read the key of ${client} in ${file}: remove the file to have a new one made`, {
        cause: error,
      });
    }
  }
  const key = await generateClientKey();
  // Written beside and renamed, so that no reader ever sees half a key.
  await writeFile(`${file}.new`, JSON.stringify(key), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return key;
}

/** A new private key, with an id of its own. */
export async function generateClientKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "ES256", use: "sig" };
}

/** What everybody may know of a key. */
export function publicPart({ d: _secret, ...publicKey }: JWK): JWK {
  return publicKey;
}
