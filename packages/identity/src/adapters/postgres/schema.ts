import { defineEntity, p } from "@mikro-orm/core";
import type { Account } from "#domain/account.ts";
import type { Client } from "#domain/client.ts";
import type { SigningKey } from "#domain/signing-key.ts";

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
    jwks: p.json<NonNullable<Client["jwks"]>>().nullable(),
    resources: p.json<Client["resources"]>(),
    /** What else is known of it. */
    metadata: p.json<Omit<Client, "clientId" | "jwks" | "resources">>(),
    disabled: p.boolean().default(false),
  },
});

/** A row of the table `signing_keys`: next until it is activated, active until it is retired. */
export const SigningKeyRow = defineEntity({
  name: "SigningKeyRow",
  tableName: "signing_keys",
  properties: {
    kid: p.text().primary(),
    privateJwk: p.json<SigningKey["privateJwk"]>(),
    createdAt: p.datetime(),
    activatedAt: p.datetime().nullable(),
    retiredAt: p.datetime().nullable(),
  },
});

/** A row of the table `accounts`. */
export const AccountRow = defineEntity({
  name: "AccountRow",
  tableName: "accounts",
  properties: {
    id: p.text().primary(),
    username: p.text(),
    passwordHash: p.text(),
    roles: p.json<Account["roles"]>(),
    claims: p.json<Account["claims"]>(),
    disabled: p.boolean(),
  },
});

/** A row of the table `login_attempts`. */
export const LoginAttemptRow = defineEntity({
  name: "LoginAttemptRow",
  tableName: "login_attempts",
  properties: {
    key: p.text().primary(),
    count: p.integer(),
    resetsAt: p.datetime(),
  },
});

export const entities = [ArtifactRow, ClientRow, SigningKeyRow, AccountRow, LoginAttemptRow];
