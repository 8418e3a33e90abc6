import { createTokenSource, createVerifier } from "@hexmart/auth";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { compose } from "#compose";
import { environmentOf, freePort, start, until } from "./composed-identity.ts";
import { ask, createTestClient, tokenRequest } from "./in-memory-identity.ts";

const PRODUCT = "urn:hexmart:product";
const worker = await createTestClient("product-worker", { [PRODUCT]: ["product.read", "product.write"] });

describe("the identity service", () => {
  it("gives a worker a token that a service accepts", async () => {
    await using database = await testDatabase();
    await using identity = await start(database.url, [worker]);
    const { issuer } = identity;
    const source = createTokenSource({
      issuer,
      clientId: "product-worker",
      privateKey: worker.privateJwk,
      resource: PRODUCT,
      scopes: ["product.write"],
    });
    const verify = createVerifier({ issuer, audience: PRODUCT });
    await expect(verify(await source.get())).resolves.toEqual({
      subject: "product-worker",
      clientId: "product-worker",
      scopes: ["product.write"],
    });
    expect(await identity.ready()).toBe(200);
  });

  it("answers its pages with 503 while the database is away, and as before when it is back", async () => {
    await using database = await testDatabase();
    await using relay = await startRelay(database.url);
    await using identity = await start(relay.url, []);
    const { host } = new URL(identity.issuer);
    const logIn = () =>
      ask(host, "/account/login", {
        method: "POST",
        headers: {
          host,
          accept: "text/html",
          origin: identity.issuer,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: "username=nobody&password=wrong",
      });
    relay.goDown();
    expect(await logIn()).toMatchObject({ status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
    relay.comeBack();
    await until(async () => (await logIn()).status === 422);
  });

  it.each([
    ["a scope it may not have", { scope: "cart.read" }, "invalid_scope"],
    ["an unknown resource", { resource: "urn:hexmart:nope" }, "invalid_target"],
    ["no resource", { resource: undefined }, "invalid_target"],
  ])("refuses a worker that asks for %s", async (_, change, error) => {
    await using database = await testDatabase();
    await using identity = await start(database.url, [worker]);
    const { status, body } = await identity.token(worker, change);
    expect([status, JSON.parse(body).error]).toEqual([400, error]);
  });

  it("accepts an assertion once: of 12 copies sent to two replicas at once one gets a token", async () => {
    await using database = await testDatabase();
    const port = await freePort();
    const environment = environmentOf(database.url, port, [worker]);
    const other = { ...environment, HTTP_ADDRESS: `127.0.0.1:${await freePort()}` };
    const replicas = await Promise.all([environment, other].map((each) => compose(each, { logger: silentLogger })));
    await using _ = { [Symbol.asyncDispose]: async () => void (await Promise.all(replicas.map((one) => one.drain()))) };

    const body = await tokenRequest(environment.ISSUER, worker);
    const headers = { host: `127.0.0.1:${port}`, "content-type": "application/x-www-form-urlencoded" };
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        ask(replicas[i % 2]?.address ?? "", "/connect/token", { method: "POST", headers, body }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(11).fill(401)]);
  });
});

describe("CLIENTS that the domain refuses", () => {
  it.each([
    ["an unknown resource", { "urn:hexmart:nope": [] }, 'there is no resource "urn:hexmart:nope"'],
    ["an unknown scope", { [PRODUCT]: ["product.delete"] }, `resource "${PRODUCT}" has no scope "product.delete"`],
  ])("with %s are a wrong setting, not a crash, even while the database is away", async (_, resources, problem) => {
    const wrong = await createTestClient("product-worker", resources);
    const environment = environmentOf("postgres://127.0.0.1:1/away", 0, [worker, wrong]);

    await expect(compose(environment, { logger: silentLogger })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining(`CLIENTS is wrong. Cannot register client "product-worker": ${problem}`),
    });
  });
});

describe("everything in memory: a fault of the original", () => {
  it("a restart keeps the signing key, so tokens of before stay good", async () => {
    await using database = await testDatabase();
    const kids: string[][] = [];
    for (let run = 0; run < 2; run++) {
      await using identity = await start(database.url, [worker]);
      kids.push(await identity.publishedKeyIds());
    }
    expect(kids[0]).toHaveLength(1);
    expect(kids[1]).toEqual(kids[0]);
  });

  it("a restart keeps the clients, named in the configuration or not", async () => {
    await using database = await testDatabase();
    await (await start(database.url, [worker]))[Symbol.asyncDispose]();
    await using identity = await start(database.url, []);
    expect((await identity.token(worker)).status).toBe(200);
  });

  it("a restart remembers which assertions were used", async () => {
    await using database = await testDatabase();
    const environment = environmentOf(database.url, await freePort(), [worker]);
    const body = await tokenRequest(environment.ISSUER, worker);
    const headers = { host: new URL(environment.ISSUER).host, "content-type": "application/x-www-form-urlencoded" };
    const statuses: number[] = [];
    for (let run = 0; run < 2; run++) {
      const { address = "", drain } = await compose(environment, { logger: silentLogger });
      await using _ = { [Symbol.asyncDispose]: drain };
      statuses.push((await ask(address, "/connect/token", { method: "POST", headers, body })).status);
    }
    expect(statuses).toEqual([200, 401]);
  });
});

describe("signing key committed: a fault of the original", () => {
  it("each database has a key of its own, which was generated", async () => {
    await using one = await testDatabase();
    await using two = await testDatabase();
    await using first = await start(one.url, [worker]);
    await using second = await start(two.url, [worker]);
    expect(await first.publishedKeyIds()).not.toEqual(await second.publishedKeyIds());
  });

  it("two replicas that start at once on an empty database agree on one key", async () => {
    await using database = await testDatabase();
    const replicas = await Promise.all([start(database.url, [worker]), start(database.url, [worker])]);
    const kids = await Promise.all(replicas.map((replica) => replica.publishedKeyIds()));
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    expect(kids[0]).toHaveLength(1);
    expect(kids[1]).toEqual(kids[0]);
  });
});
