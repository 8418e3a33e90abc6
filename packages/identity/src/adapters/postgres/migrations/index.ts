import { Migration0001Identity } from "./0001-identity.ts";
import { Migration0002Accounts } from "./0002-accounts.ts";
import { Migration0003SigningKeyStates } from "./0003-signing-key-states.ts";
import { Migration0004DisabledClients } from "./0004-disabled-clients.ts";

/** In the order in which they are applied. */
export const migrations = [
  Migration0001Identity,
  Migration0002Accounts,
  Migration0003SigningKeyStates,
  Migration0004DisabledClients,
];
