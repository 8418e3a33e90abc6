import { document } from "@hexmart/contracts/openapi/movies.v1";
import { createBearer } from "@hexmart/http";
import { createTestIssuer, recordingLogger } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryMovieRepository } from "#adapters/memory/movie-repository.ts";
import { createUseCases } from "#app/index.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";
import { movie, newId } from "../../../test/movies.ts";
import { movieHandlers } from "./handlers.ts";
import { startServer } from "./server.ts";

const audience = "urn:hexmart:movies-api";

/** The server over a repository of the test. */
async function open(movies: MovieRepository = createMemoryMovieRepository()) {
  const issuer = createTestIssuer();
  const logger = recordingLogger();
  const app = createUseCases({ movies, now: () => new Date(), newId, newEtag: () => crypto.randomUUID() });
  const server = await startServer({
    address: "127.0.0.1:0",
    document,
    handlers: movieHandlers(app, logger),
    bearer: createBearer({ realm: "movies-api", verify: issuer.verifier(audience), plaintext: "loopback" }),
    health: async () => {},
    logger,
    drainTimeoutMs: 1_000,
  });
  const token = await issuer.mint({ clientId: "movies-web", scopes: ["movies.read"], audience });
  return {
    logger,
    get: (path: string) => fetch(`http://${server.address}${path}`, { headers: { authorization: `Bearer ${token}` } }),
    drain: () => server.drain(),
    [Symbol.asyncDispose]: () => server.drain(),
  };
}

describe("a fault of the server", () => {
  it("is logged when an answer breaks the contract, and leaves as a 500 that says nothing of it", async () => {
    const movies = createMemoryMovieRepository();
    const wrong = movie({ rating: 11, etag: "first" });
    await movies.addMissing([wrong]);
    await using service = await open(movies);

    const response = await service.get(`/v1/movies/${wrong.id}`);

    expect(response.status).toBe(500);
    expect(response.headers.get("etag")).toBeNull();
    const { requestId, ...body } = (await response.json()) as Record<string, unknown>;
    expect(body).toEqual({
      type: "urn:hexmart:problem:internal",
      title: "The server has failed",
      status: 500,
      detail: "Look into the log by the request id",
    });
    const line = await service.logger.until((lines) => lines.find(({ level }) => level === "error"));
    expect(line).toMatchObject({
      requestId,
      err: expect.objectContaining({
        message: "Cannot answer getMovie: it breaks the contract: body /rating must be <= 10",
      }),
    });
  });

  it("is logged in full when nobody foresaw it, and leaves as the same", async () => {
    const find = async () => {
      throw new TypeError("the secret of the database");
    };
    await using service = await open({ ...createMemoryMovieRepository(), find });

    const response = await service.get(`/v1/movies/${newId()}`);

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    const line = await service.logger.until((lines) => lines.find(({ level }) => level === "error"));
    expect(line).toMatchObject({ err: expect.objectContaining({ message: "the secret of the database" }) });
  });
});

describe("drain()", () => {
  it("answers what is in flight, and nothing after", async () => {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const one = movie({ etag: "first" });
    const find = async () => {
      asked.resolve();
      await released.promise;
      return one;
    };
    await using service = await open({ ...createMemoryMovieRepository(), find });
    const inFlight = service.get(`/v1/movies/${one.id}`);
    await asked.promise;

    const drained = service.drain();
    released.resolve();

    expect((await inFlight).status).toBe(200);
    await drained;
    await expect(service.get("/v1/me")).rejects.toThrow();
  });

  it("cuts off what takes too long", async () => {
    const asked = Promise.withResolvers<void>();
    const find = () => {
      asked.resolve();
      return new Promise<never>(() => {});
    };
    await using service = await open({ ...createMemoryMovieRepository(), find });
    const inFlight = service.get(`/v1/movies/${newId()}`);
    const ended = expect(inFlight).rejects.toThrow();
    await asked.promise;

    await service.drain();
    await ended;
  });
});

describe("startServer()", () => {
  it("refuses a contract that has an operation nobody handles", async () => {
    const responses = { "200": { description: "a" } };
    const paths = { "/a": { get: { operationId: "getA", security: [{ oauth2: [] }], responses } } };

    await expect(
      startServer({
        address: "127.0.0.1:0",
        document: { ...document, paths },
        handlers: movieHandlers(
          createUseCases({ movies: createMemoryMovieRepository(), now: () => new Date(), newId, newEtag: newId }),
          recordingLogger(),
        ),
        bearer: async () => ({ subject: "a", clientId: "a", scopes: [] }),
        health: async () => {},
        logger: recordingLogger(),
        drainTimeoutMs: 1_000,
      }),
    ).rejects.toThrow("Cannot serve getA: it has no handler");
  });
});
