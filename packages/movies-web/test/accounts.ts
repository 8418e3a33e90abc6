export type Account = { readonly sub: string; readonly claims: Readonly<Record<string, unknown>> };

export const accounts = {
  alice: account("alice", "Alice Smith", ["user"]),
  bob: account("bob", "Bob Jones", ["user", "admin"]),
} as const;

function account(username: string, name: string, roles: readonly string[]): Account {
  const email = `${username}@example.com`;
  const address = { street_address: "One Hacker Way", locality: "Heidelberg", country: "Germany" };
  const claims = {
    preferred_username: username,
    name,
    email,
    email_verified: true,
    website: `https://${username}.example`,
    address,
    roles,
  };
  return { sub: `account-${username}`, claims };
}
