import type { Jwk } from "./client.ts";

/** The key that access tokens are signed with. `privateJwk` must never be logged or sent. */
export type SigningKey = { readonly kid: string; readonly privateJwk: Jwk; readonly createdAt: Date };
