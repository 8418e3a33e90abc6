// packages/movies-api/src/adapters/http/exercise-10.test.ts
import { document } from "@hexmart/contracts/openapi/movies.v1";
import { createBearer } from "@hexmart/http";
import { createTestIssuer, silentLogger } from "@hexmart/testing";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createMemoryMovieRepository } from "#adapters/memory/movie-repository.ts";
import { toMovie, toRow } from "#adapters/postgres/schema.ts";
import { createUseCases } from "#app/index.ts";
import { movie, newId } from "../../../test/movies.ts";
import { movieHandlers } from "./handlers.ts";
import { startServer } from "./server.ts";

const audience = "urn:hexmart:movies-api";
const film = { title: "Seven Samurai", genre: "Drama", rating: 8.6, releaseDate: "1954-04-26" };

describe("the running time of a movie", () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let token: string;
  const movies = createMemoryMovieRepository();

  beforeAll(async () => {
    const issuer = createTestIssuer();
    const app = createUseCases({ movies, now: () => new Date(), newId, newEtag: () => crypto.randomUUID() });
    server = await startServer({
      address: "127.0.0.1:0",
      document,
      handlers: movieHandlers(app, silentLogger),
      bearer: createBearer({ realm: "movies-api", verify: issuer.verifier(audience), plaintext: "loopback" }),
      health: async () => undefined,
      logger: silentLogger,
    });
    const scopes = ["movies.read", "movies.write"];
    token = await issuer.mint({ clientId: "movies-web", username: "alice", scopes, audience });
  });
  afterAll(() => server.drain());

  async function ask(method: string, path: string, body: unknown) {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const headers = { authorization: `Bearer ${token}`, "content-type": type, "if-match": "*" };
    const response = await fetch(`http://${server.address}${path}`, { method, headers, body: JSON.stringify(body) });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }
  const create = (minutes?: unknown) => ask("POST", "/v1/movies", minutes === undefined ? film : { ...film, minutes });

  it("is told when a movie is created, and answered", async () => {
    expect(await create(207)).toMatchObject({ status: 201, json: { minutes: 207 } });
  });

  it("need not be known", async () => {
    const { status, json } = await create();
    expect(status).toBe(201);
    expect(json).not.toHaveProperty("minutes");
  });

  it.each([0, -1, 90.5, 1_441, "207", null])("is whole minutes, of one day at most, and not %j", async (minutes) => {
    expect(await create(minutes)).toMatchObject({
      status: 400,
      json: { type: "urn:hexmart:problem:invalid-request", errors: [{ in: "body", pointer: "/minutes" }] },
    });
  });

  it("stays where a patch does not name it, is changed where it does, and removed by null", async () => {
    const path = `/v1/movies/${(await create(207)).json.id}`;
    expect((await ask("PATCH", path, { rating: 9 })).json.minutes).toBe(207);
    expect((await ask("PATCH", path, { minutes: 160 })).json.minutes).toBe(160);
    expect((await ask("PATCH", path, { minutes: null })).json).not.toHaveProperty("minutes");
  });

  it("is gone when a whole movie without it takes the place of the one before", async () => {
    const path = `/v1/movies/${(await create(207)).json.id}`;
    expect((await ask("PUT", path, film)).json).not.toHaveProperty("minutes");
  });

  it("makes another movie of a create that is sent again", async () => {
    const id = newId();
    expect(await ask("POST", "/v1/movies", { ...film, id, minutes: 207 })).toMatchObject({ status: 201 });
    expect(await ask("POST", "/v1/movies", { ...film, id, minutes: 160 })).toMatchObject({ status: 409 });
  });

  it("has a column", () => {
    const row = toRow(Object.assign(movie(), { minutes: 207 }));
    expect(row).toMatchObject({ minutes: 207 });
    expect(toMovie({ ...row, rating: "5.0" } as Parameters<typeof toMovie>[0])).toMatchObject({ minutes: 207 });
  });
});
