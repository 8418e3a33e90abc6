import { readFile } from "node:fs/promises";
import { createTokenSource } from "@hexmart/auth";
import type { JWK } from "jose";
import { loadClientKeys } from "./client-keys.ts";
import { keysDirectory } from "./state.ts";

export type TokenWish = {
  readonly issuer: string;
  readonly client: string;
  readonly resource: string;
  readonly scopes: readonly string[];
  /** The file with the client's private key; without one the client is of the topology. */
  readonly keyFile?: string;
};

/** An access token of the system that runs on this machine, asked for in the name of one of its clients. */
export async function obtainAccessToken({ issuer, client, resource, scopes, keyFile }: TokenWish): Promise<string> {
  try {
    const privateKey = await (keyFile === undefined ? keyOf(client) : keyIn(keyFile));
    if (!privateKey) throw new Error("it has no key");
    return await createTokenSource({ issuer, clientId: client, privateKey, resource, scopes }).get();
  } catch (cause) {
    throw new Error(`Cannot get a token for ${client}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function keyOf(client: string): Promise<JWK | undefined> {
  return (await loadClientKeys(keysDirectory, [client])).get(client)?.privateKey;
}

async function keyIn(file: string): Promise<JWK> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    // Not what is wrong with it: that would quote the key.
    throw new Error(`${file} is not JSON`);
  }
}
