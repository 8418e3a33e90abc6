import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { Person, Resource, Session, Tokens } from "#domain/session.ts";

/** Tokens as JSON holds them. */
type TokenRow = { value: string; expiresAt: string };

export const SessionRow = defineEntity({
  name: "SessionRow",
  tableName: "sessions",
  properties: {
    id: p.text().primary(),
    subject: p.text(),
    issuerSession: p.text().nullable(),
    person: p.json<Person>(),
    idToken: p.text(),
    refreshToken: p.text().nullable(),
    tokens: p.json<Record<string, TokenRow>>(),
    createdAt: p.datetime(3),
    usedAt: p.datetime(3),
  },
});

export const LoginAttemptRow = defineEntity({
  name: "LoginAttemptRow",
  tableName: "login_attempts",
  properties: {
    id: p.text().primary(),
    browser: p.text(),
    nonce: p.text(),
    codeVerifier: p.text(),
    returnTo: p.text(),
    expiresAt: p.datetime(3),
  },
});

export const UsedTokenRow = defineEntity({
  name: "UsedTokenRow",
  tableName: "used_tokens",
  properties: { id: p.text().primary(), expiresAt: p.datetime(3) },
});

export function toSession(row: InferEntity<typeof SessionRow>): Session {
  const { id, issuerSession, person, idToken, refreshToken, tokens, createdAt, usedAt } = row;
  return {
    id,
    issuerSession: issuerSession ?? undefined,
    person,
    idToken,
    refreshToken: refreshToken ?? undefined,
    tokens: toTokens(tokens),
    createdAt,
    usedAt,
  };
}

export function toRow({ issuerSession, refreshToken, tokens, ...kept }: Session) {
  return {
    ...kept,
    subject: kept.person.subject,
    issuerSession: issuerSession ?? null,
    refreshToken: refreshToken ?? null,
    tokens: toTokenRows(tokens),
  };
}

export function toTokenRows(tokens: Tokens): Record<string, TokenRow> {
  const rows = Object.entries(tokens).map(([resource, { value, expiresAt }]) => [
    resource,
    { value, expiresAt: expiresAt.toISOString() },
  ]);
  return Object.fromEntries(rows);
}

function toTokens(rows: Readonly<Record<string, TokenRow>>): Tokens {
  return Object.fromEntries(
    Object.entries(rows).map(([resource, { value, expiresAt }]) => [
      resource as Resource,
      { value, expiresAt: new Date(expiresAt) },
    ]),
  );
}
