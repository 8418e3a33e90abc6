import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { clients, serviceNames } from "../../topology.ts";
import { composePlace } from "./places.ts";
import { provision } from "./provision.ts";
import { settingsOf } from "./settings.ts";

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), "hexmart-provision-"));
  return {
    path,
    read: (file: string) => readFile(join(path, file), "utf8"),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

describe("provision()", () => {
  it("makes every secret that a service of compose.yaml is told of", async () => {
    await using directory = await temporary();

    await provision({ directory: directory.path });

    for (const service of serviceNames) {
      for (const secret of settingsOf(service, composePlace).secrets) {
        expect(await directory.read(`${service}/${secret}`)).not.toBe("");
      }
    }
    expect(await directory.read("product/DATABASE_URL")).toMatch(
      /^postgres:\/\/product:[\w-]{43}@postgres:5432\/product$/,
    );
  });

  it("changes nothing at the second start", async () => {
    await using directory = await temporary();
    const all = async () =>
      Promise.all(["product/DATABASE_URL", "product-worker/CLIENT_KEY", "identity/CLIENTS"].map(directory.read));
    await provision({ directory: directory.path });
    const before = await all();

    await provision({ directory: directory.path });

    expect(await all()).toEqual(before);
  });

  it("tells identity of each client's public key only, and where its people come back to", async () => {
    await using directory = await temporary();

    await provision({ directory: directory.path, domain: "shop.example" });

    const told: { client_id: string; jwks: { keys: object[] } }[] = JSON.parse(
      await directory.read("identity/CLIENTS"),
    );
    expect(told.map(({ client_id }) => client_id)).toEqual(Object.keys(clients));
    const { d, ...publicKey } = JSON.parse(await directory.read("product-worker/CLIENT_KEY"));
    expect(d).toEqual(expect.any(String));
    expect(told.find(({ client_id }) => client_id === "product-worker")?.jwks.keys).toEqual([publicKey]);
    expect(told.find(({ client_id }) => client_id === "movies-web")).toMatchObject({
      redirect_uris: ["https://movies-web.shop.example/signin-oidc"],
      backchannel_logout_uri: "http://movies-web:5002/backchannel-logout",
    });
  });

  it("lets nobody into a cluster by a password that everybody knows, and leaves databases to their operator", async () => {
    await using directory = await temporary();

    await provision({ directory: directory.path, domain: "shop.example" });

    expect(await directory.read("identity/USERS")).toBe("[]");
    expect(await readdir(join(directory.path, "shopping-cart"))).toEqual(["CLIENT_KEY"]);
    expect((await stat(join(directory.path, "shopping-cart/CLIENT_KEY"))).mode & 0o777).toBe(0o400);
  });
});
