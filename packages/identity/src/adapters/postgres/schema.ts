import { defineEntity, p } from "@mikro-orm/core";
import type { Client } from "#domain/client.ts";
import type { SigningKey } from "#ports/store.ts";

/** A row of the table `artifacts`: what oidc-provider stores, of whichever model. */
export const ArtifactRow = defineEntity({
  name: "ArtifactRow",
  tableName: "artifacts",
  properties: {
    model: p.text().primary(),
    id: p.text().primary(),
    payload: p.json<Record<string, unknown>>(),
    grantId: p.text().nullable(),
    uid: p.text().nullable(),
    userCode: p.text().nullable(),
    accountId: p.text().nullable(),
    clientId: p.text().nullable(),
    consumedAt: p.datetime().nullable(),
    expiresAt: p.datetime().nullable(),
  },
});

/** A row of the table `clients`. */
export const ClientRow = defineEntity({
  name: "ClientRow",
  tableName: "clients",
  properties: {
    clientId: p.text().primary(),
    jwks: p.json<Client["jwks"]>(),
    resources: p.json<Client["resources"]>(),
  },
});

/** A row of the table `signing_keys`, of which one at a time is not retired. */
export const SigningKeyRow = defineEntity({
  name: "SigningKeyRow",
  tableName: "signing_keys",
  properties: {
    kid: p.text().primary(),
    privateJwk: p.json<SigningKey["privateJwk"]>(),
    createdAt: p.datetime(),
    retiredAt: p.datetime().nullable(),
  },
});

export const entities = [ArtifactRow, ClientRow, SigningKeyRow];
