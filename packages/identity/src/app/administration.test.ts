import { describe, expect, it } from "@jest/globals";
import { createMemoryStore } from "#adapters/memory/store.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import type { Client } from "#domain/client.ts";
import { addClient, setClientDisabled } from "./administer-clients.ts";
import { addUser, setPassword, setUserDisabled } from "./administer-users.ts";

const client: Client = { clientId: "reports", jwks: { keys: [{ kty: "EC" }] }, resources: {} };
const alice = { username: "alice", password: "correct horse", roles: ["user"], claims: {} };

async function open() {
  const passwords = createPasswordHasher({ log2N: 4, r: 8, p: 1 });
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const clock = { now: () => new Date("2030-01-01T00:00:00Z") };
  const ports = { ...createMemoryStore(), passwords, newId, clock };
  const artifact = { model: "RefreshToken", payload: {} };
  await ports.artifacts.save({ ...artifact, id: "of alice", accountId: "id-1", clientId: "reports" });
  await ports.artifacts.save({ ...artifact, id: "of bob", accountId: "id-2", clientId: "other" });
  const held = async () => {
    const ids = ["of alice", "of bob"];
    const found = await Promise.all(ids.map((id) => ports.artifacts.find({ model: "RefreshToken", id })));
    return ids.filter((_, i) => found[i]);
  };
  return { ports, held };
}

describe("addClient()", () => {
  it("registers a client, and leaves one that is there as it is", async () => {
    const { ports } = await open();
    expect(await addClient(ports, client)).toBe(true);
    expect(await addClient(ports, { ...client, clientName: "Other" })).toBe(false);
    expect(await ports.clients.find("reports")).toEqual(client);
  });

  it("refuses what no start would take either", async () => {
    const { ports } = await open();
    const wrong = { ...client, resources: { "urn:nope": ["all"] } };
    await expect(addClient(ports, wrong)).rejects.toMatchObject({ code: "invalid_client_metadata" });
    expect(await ports.clients.find("reports")).toBeUndefined();
  });
});

describe("setClientDisabled()", () => {
  it("refuses the client, and ends what it holds for good", async () => {
    const { ports, held } = await open();
    await addClient(ports, client);
    expect(await setClientDisabled(ports, "reports", true)).toBe(true);
    expect(await ports.clients.find("reports")).toBeUndefined();
    expect(await held()).toEqual(["of bob"]);
    expect(await setClientDisabled(ports, "reports", false)).toBe(true);
    expect(await ports.clients.find("reports")).toEqual(client);
    expect(await held()).toEqual(["of bob"]);
  });

  it("says so when there is no such client", async () => {
    const { ports } = await open();
    expect(await setClientDisabled(ports, "nobody", true)).toBe(false);
  });
});

describe("addUser()", () => {
  it("registers a user with a hashed password, and leaves one who is there as they are", async () => {
    const { ports } = await open();
    expect(await addUser(ports, { ...alice, username: " Alice" })).toBe(true);
    expect(await addUser(ports, { ...alice, password: "another one" })).toBe(false);
    const account = await ports.accounts.findByUsername("alice");
    expect(account).toMatchObject({ id: "id-1", roles: ["user"], disabled: false });
    expect(await ports.passwords.verify("correct horse", account?.passwordHash)).toBe(true);
  });

  it("refuses a short password", async () => {
    const { ports } = await open();
    await expect(addUser(ports, { ...alice, password: "short" })).rejects.toMatchObject({ code: "invalid_password" });
  });
});

describe("setPassword()", () => {
  it("changes the password, and logs out who knows the old one", async () => {
    const { ports, held } = await open();
    await addUser(ports, alice);
    expect(await setPassword(ports, "ALICE", "battery staple")).toBe(true);
    const hash = (await ports.accounts.findByUsername("alice"))?.passwordHash;
    expect(await ports.passwords.verify("correct horse", hash)).toBe(false);
    expect(await ports.passwords.verify("battery staple", hash)).toBe(true);
    expect(await held()).toEqual(["of bob"]);
    expect(await setPassword(ports, "nobody", "battery staple")).toBe(false);
  });
});

describe("setUserDisabled()", () => {
  it("refuses the user, and ends sessions and refresh tokens for good", async () => {
    const { ports, held } = await open();
    await addUser(ports, alice);
    expect(await setUserDisabled(ports, "alice", true)).toBe(true);
    expect(await ports.accounts.findByUsername("alice")).toMatchObject({ disabled: true });
    await setUserDisabled(ports, "alice", false);
    expect(await ports.accounts.findByUsername("alice")).toMatchObject({ disabled: false });
    expect(await held()).toEqual(["of bob"]);
    expect(await setUserDisabled(ports, "nobody", true)).toBe(false);
  });
});
