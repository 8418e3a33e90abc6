import { audiences } from "@hexmart/stack";
import { registrationsFor, tokenOf } from "../people.ts";
import type { Shop } from "./shop.ts";

const movies = { resource: audiences["movies-api"], scopes: ["movies.read", "movies.write"] };

export const services = ["identity", "movies-api"] as const;

/** Alice and Bob log in to a program of the lesson's own. */
export const registrations = registrationsFor(movies);

type Asked = { readonly body?: unknown; readonly ifMatch?: string };

export async function lesson(shop: Shop): Promise<void> {
  const withToken = (name: string, token?: string) => caller(shop, name, token);
  const [A, B] = [
    { username: "alice", password: "a1" },
    { username: "bob", password: "b1" },
  ];
  const alice = withToken("alice", await tokenOf(shop, A, movies));
  const reader = withToken("alice, who may read,", await tokenOf(shop, A, { ...movies, scopes: ["movies.read"] }));
  const admin = withToken("bob, an admin,", await tokenOf(shop, B, movies));
  const program = withToken("a program", await shop.accessToken("reader", audiences["movies-api"]));
  const lost = withToken("with a token for product", await shop.accessToken("reader", audiences.product));
  const stranger = withToken("a stranger");

  const seven = { title: "Seven Samurai", genre: "Drama", rating: 8.6, releaseDate: "1954-04-26" };
  const { path, etag } = await alice("POST", "/v1/movies", { body: seven });
  const ran = { title: "Ran", genre: "Drama", rating: 8.2, releaseDate: "1985-06-01" };
  const bobs = await admin("POST", "/v1/movies", { body: ran });

  console.log("\nWho may change it?");
  await stranger("PATCH", path, { body: { rating: 1 }, ifMatch: etag });
  await lost("PATCH", path, { body: { rating: 1 }, ifMatch: etag });
  await reader("PATCH", path, { body: { rating: 1 }, ifMatch: etag });
  await alice("PATCH", bobs.path, { body: { rating: 1 }, ifMatch: bobs.etag });
  await program("POST", "/v1/movies", { body: seven });
  await admin("PATCH", path, { body: { rating: 8.7 }, ifMatch: etag });

  console.log("\nWhat has alice seen?");
  await alice("PATCH", path, { body: { rating: 9 } });
  await alice("PATCH", path, { body: { rating: 9 }, ifMatch: etag });
  const seen = await alice("GET", path);
  await alice("PATCH", path, { body: { rating: 9 }, ifMatch: seen.etag });

  console.log("\nWhat does the contract say?");
  await alice("POST", "/v1/movies", { body: { ...seven, owner: "carol" } });
  await alice("POST", "/v1/movies", { body: { ...seven, rating: "8.6" } });
  await alice("DELETE", path, { ifMatch: "*" });
  await alice("GET", path);
}

/** Somebody who calls, with a token of their own or none. */
function caller(shop: Shop, name: string, token?: string) {
  return async (method: string, path: string, { body, ifMatch }: Asked = {}) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await shop.fetch(`${shop.origin("movies-api")}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": type }),
        ...(ifMatch !== undefined && { "if-match": ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === "" ? {} : JSON.parse(text);
    const what = response.ok ? `${answer.title ?? ""} ${answer.rating ?? ""}` : `${answer.type}: ${answer.detail}`;
    console.log(`${name} ${method} -> ${response.status} ${what}`.trimEnd());
    return { etag: response.headers.get("etag") ?? "", path: response.headers.get("location") ?? "" };
  };
}
