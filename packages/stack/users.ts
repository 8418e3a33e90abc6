/** The people of the demo. Their passwords are known to everybody: never give this system to a network. */
export const users = [
  {
    username: "alice",
    password: "a1",
    roles: ["user"],
    name: "Alice Smith",
    given_name: "Alice",
    family_name: "Smith",
    email: "alice@hexmart.example",
    email_verified: true,
    website: "https://alice.hexmart.example",
    address: { street_address: "1 Market Street", locality: "Heidelberg", postal_code: "69117", country: "Germany" },
  },
  {
    username: "bob",
    password: "b1",
    roles: ["user", "admin"],
    name: "Bob Jones",
    given_name: "Bob",
    family_name: "Jones",
    email: "bob@hexmart.example",
    email_verified: true,
    website: "https://bob.hexmart.example",
    address: { street_address: "2 Market Street", locality: "Heidelberg", postal_code: "69117", country: "Germany" },
  },
] as const;
