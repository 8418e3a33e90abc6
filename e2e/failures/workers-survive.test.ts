import type { ServiceName } from "@hexmart/stack";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { query } from "../database.ts";
import { type System, startSystem, until } from "../system.ts";

describe("the workers survive", () => {
  let system: System;

  beforeAll(async () => {
    // Tokens that live so short have to be renewed while a test runs: it sees whether they are.
    system = await startSystem({ environment: { identity: { ACCESS_TOKEN_TTL_S: "10" } } });
    await system.start("product-worker", { INTERVAL_MS: "200" });
    await system.start("shopping-cart-worker", { INTERVAL_MS: "200" });
  }, 180_000);
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
  });

  /** Waits for a cycle of each worker that began after now. */
  async function bothWorkAgain(): Promise<void> {
    const seen = system.events.length;
    const later = (event: string) => system.events.slice(seen).filter((record) => record.event === event).length >= 2;
    await until(() => later("products.inserted") && later("cart.filled"), {
      what: "both workers have done two cycles",
    });
  }

  /** Waits until each client has been given a token in an event after the first `seen`. */
  async function newTokensFor(clients: readonly string[], seen: number): Promise<void> {
    const issuedTo = (client: string) =>
      system.events.slice(seen).some(({ event, clientId }) => event === "token.issued" && clientId === client);
    await until(() => clients.every(issuedTo), { what: `${clients.join(", ")} have new tokens` });
    await bothWorkAgain();
  }

  it.each<ServiceName>(["identity", "product", "shopping-cart", "discount"])(
    "a crash and restart of %s",
    async (service) => {
      await system.services.get(service)?.kill();
      const seen = system.events.length;
      await system.start(service);
      await bothWorkAgain();
      // The tokens from before the crash are good for a while yet.
      if (service === "identity") await newTokensFor(["product-worker", "shopping-cart-worker", "shopping-cart"], seen);
    },
    120_000,
  );

  it("a restart of PostgreSQL, with no product twice", async () => {
    await system.postgres.restart();
    await bothWorkAgain();

    const inserted = () => system.events.filter(({ event }) => event === "products.inserted");
    const [row] = await query<{ names: string; products: string }>(
      system,
      "product",
      "select count(distinct name) as names, count(*) as products from products",
    );
    expect(row?.names).toBe(row?.products);
    expect(inserted().length).toBeGreaterThan(0);
  }, 120_000);
});
