/** The movies API with nothing but memory behind it: people and programs come to it, rightly and wrongly. */
import { document } from "@hexmart/contracts/openapi/movies.v1";
import { createBearer } from "@hexmart/http";
import { createTestIssuer, type MintOptions, silentLogger } from "@hexmart/testing";
import { movieHandlers } from "../../../packages/movies-api/src/adapters/http/handlers.ts";
import { startServer } from "../../../packages/movies-api/src/adapters/http/server.ts";
import { createMemoryMovieRepository } from "../../../packages/movies-api/src/adapters/memory/movie-repository.ts";
import { createUseCases } from "../../../packages/movies-api/src/app/index.ts";

const audience = "urn:hexmart:movies-api";
const issuer = createTestIssuer();
const app = createUseCases({
  movies: createMemoryMovieRepository(),
  now: () => new Date(),
  newId: () => "01900000-0000-7000-8000-0000000000aa",
  newEtag: () => crypto.randomUUID(),
});
const server = await startServer({
  address: "127.0.0.1:0",
  document,
  handlers: movieHandlers(app, silentLogger),
  bearer: createBearer({ realm: "movies-api", verify: issuer.verifier(audience), plaintext: "loopback" }),
  health: async () => undefined,
  logger: silentLogger,
});

type Asked = { readonly body?: unknown; readonly ifMatch?: string };

/** Somebody who calls, with a token of their own. */
function caller(name: string, token: Partial<MintOptions>) {
  const minted = issuer.mint({ clientId: "movies-web", scopes: ["movies.read", "movies.write"], audience, ...token });
  return async (method: string, path: string, { body, ifMatch }: Asked = {}) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await fetch(`http://${server.address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await minted}`,
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

const alice = caller("alice", { username: "alice" });
const carol = caller("carol", { username: "carol" });
const admin = caller("bob, an admin,", { username: "bob", claims: { roles: ["admin"] } });
const reader = caller("a reader", { username: "alice", scopes: ["movies.read"] });
const program = caller("a program", { clientId: "reports" });
const late = caller("with a token of yesterday", { expiresInSeconds: -86_400 });

const seven = { title: "Seven Samurai", genre: "Drama", rating: 8.6, releaseDate: "1954-04-26" };
const { path, etag } = await alice("POST", "/v1/movies", { body: seven });

console.log("\nWho may change it?");
await late("PATCH", path, { body: { rating: 1 }, ifMatch: etag });
await reader("PATCH", path, { body: { rating: 1 }, ifMatch: etag });
await carol("PATCH", path, { body: { rating: 1 }, ifMatch: etag });
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

await server.drain();
