import { createTokenSource } from "@hexmart/auth";
import { loadClientKeys } from "./client-keys.ts";
import { keysDirectory } from "./state.ts";

export type TokenWish = {
  readonly issuer: string;
  readonly client: string;
  readonly resource: string;
  readonly scopes: readonly string[];
};

/** An access token of the system that runs on this machine, asked for in the name of one of its clients. */
export async function obtainAccessToken({ issuer, client, resource, scopes }: TokenWish): Promise<string> {
  try {
    const privateKey = (await loadClientKeys(keysDirectory, [client])).get(client)?.privateKey;
    if (!privateKey) throw new Error("it has no key");
    return await createTokenSource({ issuer, clientId: client, privateKey, resource, scopes }).get();
  } catch (cause) {
    throw new Error(`Cannot get a token for ${client}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
