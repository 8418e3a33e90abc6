import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Fetch } from "@hexmart/auth";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { compose } from "#compose";
import type { Client } from "#domain/client.ts";
import { createBrowser } from "./browser.ts";
import { environmentOf, freePort, until } from "./composed-identity.ts";
import { CART, createRelyingParty, MOVIES } from "./relying-party.ts";

const USERS = JSON.stringify([{ username: "alice", password: "a1", roles: ["user"] }]);
const alice = { username: "alice", password: "a1" };

const clientsOf = ({ clientId, authMethod, jwks, grantTypes, redirectUris, backchannelLogoutUri, resources }: Client) =>
  JSON.stringify([
    {
      client_id: clientId,
      ...(authMethod === "none" ? { token_endpoint_auth_method: authMethod } : { jwks }),
      grant_types: grantTypes,
      redirect_uris: redirectUris,
      ...(backchannelLogoutUri ? { backchannel_logout_uri: backchannelLogoutUri } : {}),
      resources,
    },
  ]);

/** Two replicas of one issuer over one database, asked in turn. */
async function startTwo(url: string, client: Client) {
  const port = await freePort();
  const change = { CLIENTS: clientsOf(client), USERS, ALLOWED_HOSTS: "127.0.0.1" };
  const one = environmentOf(url, port, [], change);
  const two = { ...one, HTTP_ADDRESS: `127.0.0.1:${await freePort()}` };
  const running = await Promise.all([one, two].map((each) => compose(each, { logger: silentLogger })));
  let asked = 0;
  const address = () => running[asked++ % 2]?.address ?? "";
  const fetchInTurn: Fetch = (target, init) => fetch(target.replace(one.ISSUER, `http://${address()}`), init);
  return {
    issuer: one.ISSUER,
    address,
    fetch: fetchInTurn,
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map(({ drain }) => drain()));
    },
  };
}

/** How many of 12 tries that were begun at once ended well, and why the others did not. */
async function race(attempt: () => Promise<unknown>) {
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, attempt));
  const reasons = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.error] : []));
  return { won: 12 - reasons.length, reasons: [...new Set(reasons)] };
}

describe("two replicas behind one issuer", () => {
  it("share a login, step by step, and one of 12 uses of its code wins", async () => {
    await using database = await testDatabase();
    const party = await createRelyingParty();
    await using identity = await startTwo(database.url, party.registered);
    const rp = await party.at(identity.issuer, identity.fetch);
    const browser = createBrowser(identity);
    const begun = await rp.begin();
    const consent = await browser.submit(await browser.visit(begun.url), alice);
    const { url } = await browser.submit(consent);
    expect((await browser.visit((await rp.begin({ prompt: "none" })).url)).url.searchParams.has("code")).toBe(true);
    expect(await race(() => rp.finish(begun, url))).toEqual({ won: 1, reasons: ["invalid_grant"] });
  });

  it("let one of 12 uses of a public client's refresh token win", async () => {
    await using database = await testDatabase();
    const party = await createRelyingParty({ authMethod: "none" });
    await using identity = await startTwo(database.url, party.registered);
    const rp = await party.at(identity.issuer, identity.fetch);
    const browser = createBrowser(identity);
    const begun = await rp.begin({ prompt: "consent" });
    const { url } = await browser.submit(await browser.submit(await browser.visit(begun.url), alice));
    const tokens = await rp.finish(begun, url);
    expect(await race(() => rp.refresh(tokens.refresh_token ?? ""))).toEqual({ won: 1, reasons: ["invalid_grant"] });
  });

  it("count the guesses at a password together", async () => {
    await using database = await testDatabase();
    const party = await createRelyingParty();
    await using identity = await startTwo(database.url, party.registered);
    const rp = await party.at(identity.issuer, identity.fetch);
    const browser = createBrowser(identity);
    const login = await browser.visit((await rp.begin()).url);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await browser.submit(login, { ...alice, password: "no" })).status);
    expect(statuses).toEqual([...Array(10).fill(422), 429, 429]);
  }, 60_000);
});

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const runtime = "Deno" in globalThis ? ["run", "-A", "--quiet"] : ["--disable-warning=ExperimentalWarning"];

/** The service as a process of its own; if it is mortal, it dies and comes again before each request. */
async function startProcess(url: string, client: Client, { mortal }: { mortal: boolean }) {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    DATABASE_URL: url,
    HTTP_ADDRESS: address,
    ISSUER: `http://${address}`,
    CLIENTS: clientsOf(client),
    USERS,
  };
  let child: ChildProcess | undefined;
  let deaths = 0;
  async function kill(): Promise<void> {
    if (!child) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    deaths += 1;
  }
  async function reborn(): Promise<string> {
    if (child && !mortal) return address;
    await kill();
    child = spawn(process.execPath, [...runtime, main], { env: environment, stdio: "ignore" });
    await until(() =>
      fetch(`http://${address}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return address;
  }
  const fetchReborn: Fetch = async (target, init) => {
    await reborn();
    return fetch(target, init);
  };
  return {
    issuer: `http://${address}`,
    address: reborn,
    fetch: fetchReborn,
    deaths: () => deaths,
    [Symbol.asyncDispose]: kill,
  };
}

describe("a logout", () => {
  it("is told to a client at an address that only this network has", async () => {
    const told = Promise.withResolvers<string>();
    const listener = createServer((request, response) => {
      text(request).then(told.resolve, told.reject);
      response.end();
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    await using _ = { [Symbol.asyncDispose]: async () => void listener.close() };
    await using database = await testDatabase();
    const { port } = listener.address() as AddressInfo;
    const party = await createRelyingParty({ backchannelLogoutUri: `http://127.0.0.1:${port}/backchannel-logout` });
    await using identity = await startProcess(database.url, party.registered, { mortal: false });
    const rp = await party.at(identity.issuer, identity.fetch);
    const browser = createBrowser(identity);
    await browser.submit(await browser.submit(await browser.visit((await rp.begin()).url), alice));
    await browser.submit(await browser.visit("/account/logout"), { logout: "yes" });
    const token = new URLSearchParams(await told.promise).get("logout_token") ?? "";
    expect(decodeJwt(token)).toMatchObject({ iss: identity.issuer, aud: "movies-web" });
  }, 60_000);
});

describe("kill -9 before every request of a login", () => {
  it("loses nothing: the login goes on, the code and the refresh token are good, the session lasts", async () => {
    await using database = await testDatabase();
    const party = await createRelyingParty();
    await using identity = await startProcess(database.url, party.registered, { mortal: true });
    const rp = await party.at(identity.issuer, identity.fetch);
    const browser = createBrowser(identity);
    const begun = await rp.begin();
    const consent = await browser.submit(await browser.visit(begun.url), { ...alice, remember: "on" });
    const { url } = await browser.submit(consent);
    const tokens = await rp.finish(begun, url);
    const { sub } = decodeJwt(tokens.access_token);
    for (const resource of [MOVIES, CART, MOVIES]) {
      const refreshed = await rp.refresh(tokens.refresh_token ?? "", resource);
      expect(decodeJwt(refreshed.access_token)).toMatchObject({ sub, aud: resource });
    }
    const again = await browser.visit((await rp.begin({ prompt: "none" })).url);
    expect(again.url.searchParams.has("code")).toBe(true);
    expect(identity.deaths()).toBeGreaterThanOrEqual(10);
  }, 120_000);
});
