import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { create, toBinary } from "@bufbuild/protobuf";
import { GetProductRequestSchema } from "@hexmart/contracts/product/v1/product";
import { audiences } from "@hexmart/stack";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { decodeProtectedHeader, type JWK } from "jose";
import { query } from "../database.ts";
import { type System, startSystem } from "../system.ts";
import { forgeries, type Loot, tooLittle, tooLong } from "./forgeries.ts";
import { type Ask, grpcAsk, httpAsk } from "./verdicts.ts";

/** Waits for whoever follows a URL in a token. */
type Trap = { readonly url: string; readonly visits: readonly string[] } & Disposable;

type Target = {
  readonly audience: keyof typeof audiences;
  readonly scopes: readonly string[];
  ask(system: System): Ask;
};

const addressOf = (system: System, service: Parameters<System["services"]["get"]>[0]) =>
  system.services.get(service)?.address ?? "";

const mi10t = "01900000-0000-7000-8000-000000000001";
const getProduct = toBinary(GetProductRequestSchema, create(GetProductRequestSchema, { id: mi10t }));

const targets: Readonly<Record<string, Target>> = {
  "a gRPC service": {
    audience: "product",
    scopes: ["product.read"],
    ask: (system) => grpcAsk(addressOf(system, "product"), "/hexmart.product.v1.ProductService/GetProduct", getProduct),
  },
  "a REST service": {
    audience: "movies-api",
    scopes: ["movies.read"],
    ask: (system) => httpAsk(`http://${addressOf(system, "movies-api")}/v1/movies`),
  },
  "the gateway before a REST service": {
    audience: "movies-api",
    scopes: ["movies.read"],
    ask: (system) => httpAsk(`http://${addressOf(system, "api-gateway")}/movies`),
  },
  "the gateway before a gRPC service": {
    audience: "product",
    scopes: ["product.read"],
    ask: (system) => httpAsk(`http://${addressOf(system, "api-gateway")}/v1/products/${mi10t}`),
  },
};

describe("attacks with tokens", () => {
  let system: System;
  let trap: Trap;

  beforeAll(async () => {
    trap = await setTrap();
    system = await startSystem({ services: ["identity", "product", "movies-api", "api-gateway"] });
  }, 180_000);
  afterAll(async () => {
    trap?.[Symbol.dispose]();
    await system?.[Symbol.asyncDispose]();
  });

  describe.each(Object.entries(targets))("on %s", (_, { audience, scopes, ask }) => {
    let loot: Loot;
    beforeAll(async () => {
      const token = await system.accessToken("e2e", audiences[audience], scopes);
      loot = { token, privateJwk: await signingKey(system, token), evilUrl: trap.url };
    });

    it("needs a token that is accepted, to begin with", async () => {
      expect(await ask(system)([`Bearer ${loot.token}`])).toBe("accepted");
      expect(await ask(system)([])).toBe("unauthenticated");
    });

    it.each(forgeries)("%s: the caller is nobody", async (_, forge) => {
      expect(await ask(system)([`Bearer ${await forge(loot)}`])).toBe("unauthenticated");
    });

    it.each(tooLittle)("%s: the caller may not", async (_, forge) => {
      expect(await ask(system)([`Bearer ${await forge(loot)}`])).toBe("forbidden");
    });

    it.each(tooLong)("a token of %s: refused", async (_, forge) => {
      expect(["unauthenticated", "refused unread"]).toContain(await ask(system)([`Bearer ${await forge(loot)}`]));
    });

    it("two authorization headers, of which one is right: the caller is nobody", async () => {
      expect(await ask(system)([`Bearer ${loot.token}`, "Bearer nobody"])).toBe("unauthenticated");
      expect(await ask(system)(["Bearer nobody", `Bearer ${loot.token}`])).toBe("unauthenticated");
    });

    it("a right token for another server: the caller is nobody", async () => {
      const other = audience === "product" ? "discount" : "product";
      const token = await system.accessToken("e2e", audiences[other]);

      expect(await ask(system)([`Bearer ${token}`])).toBe("unauthenticated");
    });
  });

  it("make no server fetch what a token names", async () => {
    expect(trap.visits).toEqual([]);
    await fetch(`${trap.url}/seen`);
    expect(trap.visits).toEqual(["/jwks/seen"]);
  });
});

/** The key that signed the token, out of the issuer's own database. */
async function signingKey(system: System, token: string): Promise<JWK> {
  const { kid } = decodeProtectedHeader(token);
  const rows = await query<{ kid: string; private_jwk: JWK }>(
    system,
    "identity",
    "select kid, private_jwk from signing_keys",
  );
  const row = rows.find((row) => row.kid === kid);
  if (!row) throw new Error(`Cannot find signing key ${kid} among ${rows.map((row) => row.kid).join(", ")}`);
  return { ...row.private_jwk, kid: row.kid };
}

/** On an address that containers of this machine reach too, where it has one. */
async function setTrap(): Promise<Trap> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? "");
    response.end('{"keys":[]}');
  }).listen(0, "0.0.0.0");
  await once(server, "listening");
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const host = addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/jwks`,
    visits,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
