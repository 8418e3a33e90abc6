import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { createMemoryStore } from "#adapters/memory/store.ts";
import { hashClientSecret } from "#adapters/passwords/client-secret.ts";
import { createPasswordHasher } from "#adapters/passwords/scrypt.ts";
import { createUseCases } from "#app/index.ts";
import { runCommandLine } from "./run-command-line.ts";

const policy = { maxAgeMs: 90 * 86_400_000, leadMs: 900_000, keepMs: 30 * 86_400_000 };

/** The command line over an identity in memory. */
function openIdentity(failure?: unknown) {
  let ids = 0;
  const ports = {
    ...createMemoryStore(),
    generateSigningKey,
    passwords: createPasswordHasher({ log2N: 4, r: 8, p: 1 }),
    newId: () => `id-${++ids}`,
    newSecret: () => "secret",
    clock: { now: () => new Date("2030-01-01T00:00:00Z") },
  };
  const app = createUseCases(ports);
  const opened = { count: 0, open: 0 };
  async function run(line: string, password = "correct horse") {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runCommandLine(line.split(" ").filter(Boolean), {
      async open() {
        if (failure !== undefined) throw failure;
        opened.count += 1;
        opened.open += 1;
        return {
          app,
          async close() {
            opened.open -= 1;
          },
        };
      },
      readPassword: async () => password,
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
    });
    return { code, out: out.join("\n"), err: err.join("\n") };
  }
  const json = async (line: string) => JSON.parse((await run(`${line} --json`)).out);
  return { run, json, ports, app, opened };
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "hexmart-identity-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

describe("the command line", () => {
  it("explains itself, its groups and each command, without a database", async () => {
    const { run, opened } = openIdentity();
    const all = await run("--help");
    expect(all).toMatchObject({ code: 0, err: "" });
    const commands = [...all.out.matchAll(/^ {2}((?:clients|keys|users) [a-z-]+)/gm)].map(([, name]) => name ?? "");
    expect(commands).toHaveLength(11);
    for (const name of commands) {
      const { code, out } = await run(`${name} --help`);
      expect(code).toBe(0);
      expect(out).toContain(`npm run identity -- ${name}`);
    }
    expect((await run("keys --help")).out).not.toContain("clients");
    expect(opened.count).toBe(0);
  });

  it.each([
    ["", "Administers identity"],
    ["keys", "keys rotate"],
    ["clients frobnicate", 'There is no command "clients frobnicate"'],
    ["constructor toString", 'There is no command "constructor toString"'],
    ["clients add", "<client-id> is missing"],
    ["clients add reports --colour blue", "--colour"],
    ["clients disable a b", 'unexpected argument "b"'],
    ["users add alice --password s3cret", "--password"],
  ])("answers a mistake such as %j with 64 and a remedy, before it opens a database", async (line, reason) => {
    const { run, opened } = openIdentity();
    const { code, out, err } = await run(line);
    expect([code, out, opened.count]).toEqual([64, "", 0]);
    expect(err).toContain(reason);
    expect(err).toMatch(/--help/);
  });

  it.each([
    ["a database that is away", Object.assign(new Error("Cannot reach it"), { code: "DATABASE_UNAVAILABLE" }), 69],
    ["a database that is not identity's", Object.assign(new Error("no table"), { code: "42P01" }), 69],
    ["a wrong setting", Object.assign(new Error("DATABASE_URL is wrong"), { code: "CONFIG_INVALID" }), 78],
    ["a fault of its own", new Error("oops"), 1],
  ])("ends with %s", async (_, failure, expected) => {
    const { code, err } = await openIdentity(failure).run("clients list");
    expect(code).toBe(expected);
    expect(err).not.toBe("");
  });

  it("closes what it has opened, also after a refusal", async () => {
    const { run, opened } = openIdentity();
    await run("clients list");
    await run("clients disable nobody");
    expect(opened).toEqual({ count: 2, open: 0 });
  });
});

describe("clients add", () => {
  it("keeps the public half of a new key, and shows the private one once", async () => {
    const { json, run, ports } = openIdentity();
    const added = await json("clients add reports --resource urn:hexmart:product=product.read,product.write");
    const { d, ...publicKey } = added.private_key;
    expect(d).toEqual(expect.any(String));
    expect(await ports.clients.find("reports")).toEqual({
      clientId: "reports",
      jwks: { keys: [publicKey] },
      resources: { "urn:hexmart:product": ["product.read", "product.write"] },
    });
    expect((await run("clients list --json")).out).not.toContain(d);
  });

  it("writes the private key to a file that only its owner may read, and prints it nowhere", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "key.json");
    const { code, out } = await openIdentity().run(`clients add reports --key-file ${file}`);
    const key = JSON.parse(await readFile(file, "utf8"));
    expect([code, (await stat(file)).mode & 0o777]).toEqual([0, 0o600]);
    expect(key).toMatchObject({ kty: "EC", crv: "P-256", d: expect.any(String), kid: expect.any(String) });
    expect(out).not.toContain(key.d);
  });

  it("overwrites no file, and leaves none behind when the client is refused", async () => {
    await using folder = await temporaryFolder();
    const { run } = openIdentity();
    const [taken, other] = [join(folder.path, "taken"), join(folder.path, "other")];
    await writeFile(taken, "mine");
    expect(await run(`clients add reports --key-file ${taken}`)).toMatchObject({ code: 64 });
    expect(await readFile(taken, "utf8")).toBe("mine");

    await run("clients add reports");
    const refused = await run(`clients add reports --key-file ${other}`);
    expect(refused).toMatchObject({ code: 1, err: 'Cannot add client "reports": there is one already' });
    await expect(stat(other)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("makes a secret for who knows no better, and keeps its hash alone", async () => {
    const { json, ports } = openIdentity();
    const { client_secret: secret } = await json(
      "clients add wiki --auth client_secret_basic --grant authorization_code --redirect-uri https://wiki.example/back",
    );
    const client = await ports.clients.find("wiki");
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(client).toMatchObject({ secretHash: hashClientSecret(secret), redirectUris: ["https://wiki.example/back"] });
    expect(JSON.stringify(client)).not.toContain(secret);
  });

  it("makes no secret for a public client", async () => {
    const grant = "urn:ietf:params:oauth:grant-type:device_code";
    const { code, out } = await openIdentity().run(`clients add tv --auth none --grant ${grant}`);
    expect([code, out]).toEqual([0, 'Registered client "tv".']);
  });

  it.each([
    ["--resource urn:hexmart:product", "is not like"],
    ["--resource urn:hexmart:product=product.delete", "product.delete"],
    ["--resource urn:nope=all", "urn:nope"],
    ["--auth tls_client_auth", "token_endpoint_auth_method"],
    ["--grant password", "grant_types"],
    ["--grant authorization_code", "redirect URI"],
  ])("refuses %s with 64", async (options, reason) => {
    const { run, ports } = openIdentity();
    const { code, err } = await run(`clients add reports ${options}`);
    expect(code).toBe(64);
    expect(err).toContain(reason);
    expect(await ports.clients.find("reports")).toBeUndefined();
  });
});

describe("clients list, disable, enable", () => {
  it("shows who may ask for tokens, and refuses and admits them", async () => {
    const { run, json, ports } = openIdentity();
    await run("clients add reports");
    expect(await run("clients disable reports")).toMatchObject({ code: 0 });
    expect(await json("clients list")).toMatchObject([{ client_id: "reports", disabled: true }]);
    expect((await run("clients list")).out).toMatch(/reports +private_key_jwt +disabled/);
    expect(await ports.clients.find("reports")).toBeUndefined();
    await run("clients enable reports");
    expect(await ports.clients.find("reports")).toBeDefined();
  });

  it("goes on where a page ended", async () => {
    const { run } = openIdentity();
    for (const id of ["a", "b"]) await run(`clients add ${id}`);
    expect((await run("clients list --after a")).out).not.toMatch(/^ {2}a /m);
    expect((await run("clients list --after b")).out).toBe("There is nothing more.");
  });

  it.each(["disable", "enable"])("says with 1 that there is nobody to %s", async (verb) => {
    const { code, err } = await openIdentity().run(`clients ${verb} nobody`);
    expect([code, err]).toEqual([
      1,
      `Cannot ${verb} client "nobody": there is none. See: npm run identity -- clients list`,
    ]);
  });
});

describe("keys", () => {
  it("lists states and times, and nothing private", async () => {
    const { run, json, app, ports } = openIdentity();
    expect((await run("keys list")).out).toContain("no key yet");
    await app.keepSigningKeys(policy);
    const [key] = await ports.signingKeys.list();
    const time = "2030-01-01T00:00:00.000Z";
    expect(await json("keys list")).toEqual([{ kid: key?.kid, state: "active", created_at: time, activated_at: time }]);
    expect((await run("keys list --json")).out).not.toContain(String(key?.privateJwk.d));
  });

  it("rotate publishes the next key, once however often it is asked", async () => {
    const { json, app } = openIdentity();
    await app.keepSigningKeys(policy);
    const next = await json("keys rotate");
    expect(next).toMatchObject({ state: "next" });
    expect(await json("keys rotate")).toEqual(next);
    const states = (await json("keys list")).map(({ state }: { state: string }) => state);
    expect(states.toSorted()).toEqual(["active", "next"]);
  });

  it("rotate --now leaves one new key", async () => {
    const { json, app } = openIdentity();
    await app.keepSigningKeys(policy);
    const [before] = await json("keys list");
    const now = await json("keys rotate --now");
    expect(await json("keys list")).toEqual([now]);
    expect(now.kid).not.toBe(before.kid);
  });
});

describe("users", () => {
  it("add takes the password from standard input, and shows it nowhere", async () => {
    const { run, ports } = openIdentity();
    const { code, out } = await run("users add alice --role user --role admin --name Alice --email a@example.com");
    expect([code, out]).toEqual([0, 'Registered user "alice".']);
    const account = await ports.accounts.findByUsername("alice");
    expect(account).toMatchObject({ roles: ["user", "admin"], claims: { name: "Alice", email: "a@example.com" } });
    expect(await ports.passwords.verify("correct horse", account?.passwordHash)).toBe(true);
    expect(await run("users add alice")).toMatchObject({ code: 1 });
  });

  it("list shows who there is, and no hash", async () => {
    const { run, json } = openIdentity();
    await run("users add alice --role user");
    expect(await json("users list")).toEqual([{ sub: "id-1", username: "alice", roles: ["user"], disabled: false }]);
  });

  it.each([
    ["users add Alice!", "username"],
    ["users add alice --role Admin", "roles"],
    ["users add alice --email nobody", "email"],
  ])("%s is refused with 64 before a password is asked for", async (line, reason) => {
    const { run } = openIdentity();
    const { code, err } = await run(line, "s3cret-password");
    expect(code).toBe(64);
    expect(err).toContain(reason);
    expect(err).not.toContain("s3cret");
  });

  it("set-password changes it, and refuses a short one without repeating it", async () => {
    const { run, ports } = openIdentity();
    await run("users add alice");
    expect(await run("users set-password alice", "s3cret")).toMatchObject({
      code: 64,
      err: expect.not.stringContaining("s3cret"),
    });
    expect(await run("users set-password alice", "battery staple")).toMatchObject({ code: 0 });
    const hash = (await ports.accounts.findByUsername("alice"))?.passwordHash;
    expect(await ports.passwords.verify("battery staple", hash)).toBe(true);
  });

  it("disable and enable say what they did, or that there is nobody", async () => {
    const { run, json } = openIdentity();
    await run("users add alice");
    expect(await run("users disable alice")).toMatchObject({ code: 0 });
    expect(await json("users list")).toMatchObject([{ disabled: true }]);
    expect(await run("users enable alice")).toMatchObject({ code: 0 });
    expect(await run("users disable nobody")).toMatchObject({ code: 1 });
    expect(await run("users set-password nobody", "battery staple")).toMatchObject({ code: 1 });
  });
});
