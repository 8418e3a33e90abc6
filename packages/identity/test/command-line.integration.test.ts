import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createTokenSource } from "@hexmart/auth";
import { testDatabase } from "@hexmart/testing";
import { describe, expect, it, jest } from "@jest/globals";
import { start } from "./composed-identity.ts";
import { createTestClient } from "./in-memory-identity.ts";

// Each test starts several processes, on a machine that may have more to do.
jest.setTimeout(120_000);
const PRODUCT = "urn:hexmart:product";
const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const worker = await createTestClient("product-worker", { [PRODUCT]: ["product.read"] });

/** Runs the command line as an operator does: a process of its own, and a password on its standard input. */
async function run(url: string | undefined, args: readonly string[], input = "") {
  const { DATABASE_URL: _, ...environment } = process.env;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
    env: { ...environment, ...(url === undefined ? {} : { DATABASE_URL: url }) },
  });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

const refusal = (answer: { status: number; body: string }) => [answer.status, JSON.parse(answer.body).error];

describe("npm run identity", () => {
  it("adds a client, whose new key gets a token at once", async () => {
    await using database = await testDatabase();
    await using identity = await start(database.url, []);
    const folder = await mkdtemp(join(tmpdir(), "hexmart-identity-"));
    await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
    const file = join(folder, "reports.jwk.json");
    const options = ["--resource", `${PRODUCT}=product.read`, "--key-file", file];
    expect(await run(database.url, ["clients", "add", "reports", ...options])).toMatchObject({ code: 0, err: "" });
    const source = createTokenSource({
      issuer: identity.issuer,
      clientId: "reports",
      privateKey: JSON.parse(await readFile(file, "utf8")),
      resource: PRODUCT,
      scopes: ["product.read"],
    });
    expect(await source.get()).toEqual(expect.any(String));
  });

  it("disables a client at once, and CLIENTS does not let it in again at the next start", async () => {
    await using database = await testDatabase();
    {
      await using identity = await start(database.url, [worker]);
      expect((await identity.token(worker)).status).toBe(200);
      expect((await run(database.url, ["clients", "disable", "product-worker"])).code).toBe(0);
      expect(refusal(await identity.token(worker))).toEqual([401, "invalid_client"]);
    }
    await using identity = await start(database.url, [worker]);
    expect(refusal(await identity.token(worker))).toEqual([401, "invalid_client"]);
    expect((await run(database.url, ["clients", "enable", "product-worker"])).code).toBe(0);
    expect((await identity.token(worker)).status).toBe(200);
  });

  it("keeps a client that was added when CLIENTS names others, and gives way to CLIENTS where it names the same", async () => {
    await using database = await testDatabase();
    await (await start(database.url, []))[Symbol.asyncDispose]();
    await run(database.url, ["clients", "add", "reports"]);
    await run(database.url, ["clients", "add", "product-worker"]);
    await using identity = await start(database.url, [worker]);
    const { out } = await run(database.url, ["clients", "list", "--json"]);
    expect(JSON.parse(out).map((client: { client_id: string }) => client.client_id)).toEqual([
      "product-worker",
      "reports",
    ]);
    expect((await identity.token(worker)).status).toBe(200);
  });

  it("takes a password from standard input", async () => {
    await using database = await testDatabase();
    await (await start(database.url, []))[Symbol.asyncDispose]();
    const added = await run(database.url, ["users", "add", "carol", "--role", "user"], "correct horse\n");
    expect(added).toEqual({ code: 0, out: 'Registered user "carol".\n', err: "" });
    const short = await run(database.url, ["users", "set-password", "carol"], "s3cret\n");
    expect(short).toMatchObject({ code: 64, err: expect.stringContaining("must have 8 to 256") });
    expect(short.err).not.toContain("s3cret");
  });

  it("says with 69 that there is no database, that it is away, or that it is not identity's", async () => {
    expect(await run(undefined, ["keys", "list"])).toMatchObject({
      code: 69,
      err: expect.stringContaining("npm start"),
    });
    const away = await run("postgres://127.0.0.1:1/away", ["keys", "list"]);
    expect(away).toMatchObject({ code: 69, err: expect.stringContaining("127.0.0.1:1") });
    await using database = await testDatabase();
    const empty = await run(database.url, ["keys", "list"]);
    expect(empty).toMatchObject({ code: 69, err: expect.stringContaining("Start identity once") });
  });

  it("says with 78 that DATABASE_URL is no URL, without repeating it", async () => {
    const { code, err } = await run("s3cret", ["keys", "list"]);
    expect(code).toBe(78);
    expect(err).not.toContain("s3cret");
  });
});
