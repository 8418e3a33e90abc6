import { Client } from "pg";
import type { Shop } from "./shop.ts";

/** A connection to the database of a service, past everything that the service says. */
export async function connectTo(shop: Shop, service: "product" | "shopping-cart"): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: shop.databaseUrl(service) });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
