import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { draft, openService, problem, type Service } from "./service.ts";

describe("the movies API", () => {
  let service: Service;
  let alice: Service["alice"];
  let bob: Service["bob"];

  beforeAll(async () => {
    service = await openService();
    ({ alice, bob } = service);
  });
  afterAll(() => service[Symbol.asyncDispose]());

  /** A movie of alice, with an etag to change it by. */
  const created = async (more: object = {}) => {
    const { json, headers } = await alice("/v1/movies", { method: "POST", body: draft(more) });
    return { path: headers.location ?? "", etag: headers.etag ?? "", movie: json };
  };

  it("has the movies of the original, with ratings that are numbers and days that are days", async () => {
    const { json } = await alice("/v1/movies?genre=Biography");

    expect(json).toEqual({
      movies: [
        {
          id: "01900000-0000-7000-8000-000000000005",
          title: "Schindler's List",
          genre: "Biography",
          rating: 8.9,
          releaseDate: "1993-12-15",
          owner: "alice",
          etag: expect.any(String),
          createTime: expect.stringMatching(/Z$/),
          updateTime: expect.stringMatching(/Z$/),
        },
      ],
    });
  });

  it("creates a movie for whoever calls, and says where it is", async () => {
    const body = draft({ imageUrl: "https://images.example/samurai.png" });

    const { status, headers, json } = await alice("/v1/movies", { method: "POST", body });

    expect([status, headers.location, headers.etag]).toEqual([201, `/v1/movies/${body.id}`, `"${json.etag}"`]);
    expect(json).toMatchObject({ ...body, owner: "alice" });
    expect((await bob(`/v1/movies/${body.id}`)).json).toEqual(json);
  });

  it("tells in the log who changed which movie, and nothing of what is in it", async () => {
    const { path, etag, movie } = await created({ title: "Ikiru" });
    const changed = await alice(path, { method: "PATCH", headers: { "if-match": etag }, body: { rating: 8.3 } });
    await bob(path, { method: "DELETE", headers: { "if-match": `${changed.headers.etag}` } });

    const told = service.logger.lines.filter(({ event, id }) => event === "movie.changed" && id === movie.id);
    expect(told.map(({ change, username }) => [change, username])).toEqual([
      ["created", "alice"],
      ["updated", "alice"],
      ["deleted", "bob"],
    ]);
    expect(JSON.stringify(service.logger.lines)).not.toContain("Ikiru");
  });

  it.each(["owner", "etag", "createTime", "price"])(
    "refuses a movie that says its own %s, and names the field",
    async (name) => {
      const refused = await alice("/v1/movies", { method: "POST", body: draft({ [name]: "mallory" }) });

      expect(refused).toMatchObject(problem("invalid-request", 400));
      expect(refused.json.errors).toEqual([
        { in: "body", pointer: `/${name}`, detail: "is not a field of the contract" },
      ]);
    },
  );

  it.each([
    ["a rating that is a text", { rating: "8.6" }, "/rating"],
    ["a rating above the highest", { rating: 10.1 }, "/rating"],
    ["a rating below the lowest", { rating: -0.1 }, "/rating"],
    ["an empty title", { title: "" }, "/title"],
    ["a title with a NUL", { title: "a\0b" }, "/title"],
    ["a title with half of a character", { title: "a\ud83c" }, "/title"],
    ["a title that is too long", { title: "x".repeat(201) }, "/title"],
    ["a day that is none", { releaseDate: "2001-02-29" }, "/releaseDate"],
    ["a day before cinema", { releaseDate: "1066-10-14" }, "/releaseDate"],
    ["a time in the place of a day", { releaseDate: "2001-02-28T00:00:00Z" }, "/releaseDate"],
    ["an image by http", { imageUrl: "http://images.example/a.png" }, "/imageUrl"],
    ["an image that is a script", { imageUrl: "javascript:alert(1)" }, "/imageUrl"],
    ["an id that is no UUIDv7", { id: "00000000-0000-4000-8000-000000000000" }, "/id"],
  ])("refuses a movie with %s, and names the field", async (_what, more, pointer) => {
    const refused = await alice("/v1/movies", { method: "POST", body: draft(more) });

    expect(refused).toMatchObject(problem("invalid-request", 400));
    expect(refused.json.errors).toEqual([{ in: "body", pointer, detail: expect.any(String) }]);
  });

  it("refuses a movie without a title, and names the field", async () => {
    const refused = await alice("/v1/movies", { method: "POST", body: draft({ title: undefined }) });

    expect(refused).toMatchObject(problem("invalid-request", 400));
    expect(refused.json.errors).toEqual([{ in: "body", pointer: "/title", detail: "is missing" }]);
  });

  it("answers the stored movie when the create is sent again, and 409 when that says something else", async () => {
    const body = draft();
    const first = await alice("/v1/movies", { method: "POST", body });
    const again = await alice("/v1/movies", { method: "POST", body });

    expect([again.status, again.json]).toEqual([201, first.json]);
    const conflict = problem("movie-already-exists", 409);
    expect(await alice("/v1/movies", { method: "POST", body: { ...body, rating: 1 } })).toMatchObject(conflict);
    expect(await bob("/v1/movies", { method: "POST", body })).toMatchObject(conflict);
  });

  it("makes an id for whoever brings none", async () => {
    const { path, movie } = await created({ id: undefined });

    expect(movie.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect((await alice(path)).json).toEqual(movie);
  });

  it("does not send a movie again that the caller has, until it changes", async () => {
    const { path, etag } = await created();

    const known = await alice(path, { headers: { "if-none-match": etag } });
    expect([known.status, known.text, known.headers.etag]).toEqual([304, "", etag]);

    await alice(path, { method: "PATCH", headers: { "if-match": etag }, body: { rating: 1 } });
    expect(await alice(path, { headers: { "if-none-match": etag } })).toMatchObject({
      status: 200,
      json: { rating: 1 },
    });
  });

  it("changes what a patch names, and only that; null removes the image", async () => {
    const { path, etag, movie } = await created({ imageUrl: "https://images.example/a.png" });

    const { status, headers, json } = await alice(path, {
      method: "PATCH",
      headers: { "if-match": etag },
      body: { rating: 9, imageUrl: null },
    });

    expect([status, headers.etag]).toEqual([200, `"${json.etag}"`]);
    const { imageUrl: _removed, ...kept } = movie;
    expect(json).toEqual({
      ...kept,
      rating: 9,
      etag: expect.not.stringMatching(movie.etag),
      updateTime: expect.any(String),
    });
  });

  it("replaces everything by a put, so that an image it does not have is gone", async () => {
    const { path, etag, movie } = await created({ imageUrl: "https://images.example/a.png" });
    const { id: _id, ...content } = draft({ title: "Ran", releaseDate: "1985-05-31" });

    const { status, json } = await alice(path, { method: "PUT", headers: { "if-match": etag }, body: content });

    expect([status, json.title, json.id, json.imageUrl]).toEqual([200, "Ran", movie.id, undefined]);
  });

  it.each(["PUT", "PATCH", "DELETE"])(
    "asks for If-Match before a %s, so that nobody undoes a change unseen",
    async (method) => {
      const { path } = await created();
      const { id: _id, ...content } = draft();
      const body = method === "DELETE" ? {} : { body: content };

      expect(await alice(path, { method, ...body })).toMatchObject(problem("if-match-required", 428));
      const headers = { "if-match": '"older"' };
      expect(
        await alice(path, { method, headers, ...(body.body && { body: { ...content, rating: 1 } }) }),
      ).toMatchObject(problem("movie-changed", 412));
      expect(await alice(path, { method, headers: { "if-match": "unquoted" }, ...body })).toMatchObject(
        problem("invalid-request", 400),
      );
    },
  );

  it("answers a change that is sent again like the first time", async () => {
    const { path, etag } = await created();
    const change = { method: "PATCH", headers: { "if-match": etag }, body: { rating: 1 } };
    const first = await alice(path, change);

    expect(await alice(path, change)).toMatchObject({ status: 200, json: first.json });
    expect(await alice(path, { ...change, body: { rating: 2 } })).toMatchObject(problem("movie-changed", 412));
  });

  it("lets exactly one of racing changes win", async () => {
    const { path, etag } = await created();
    const changes = Array.from({ length: 12 }, (_, at) =>
      alice(path, { method: "PATCH", headers: { "if-match": etag }, body: { rating: at / 10 } }),
    );

    const statuses = (await Promise.all(changes)).map(({ status }) => status);

    expect(statuses.toSorted()).toEqual([200, ...Array(11).fill(412)]);
  });

  it("deletes a movie once", async () => {
    const { path, etag } = await created();

    const deleted = await alice(path, { method: "DELETE", headers: { "if-match": etag } });

    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    const gone = problem("movie-not-found", 404);
    expect(await alice(path)).toMatchObject(gone);
    expect(await alice(path, { method: "DELETE", headers: { "if-match": etag } })).toMatchObject(gone);
  });

  it("says who owns a movie, and lets nobody change it but its owner and an administrator", async () => {
    const theDarkKnight = "/v1/movies/01900000-0000-7000-8000-000000000003";
    const { headers, json } = await alice(theDarkKnight);
    const change = { method: "PATCH", headers: { "if-match": headers.etag ?? "" }, body: { rating: 0 } };

    expect(json.owner).toBe("bob");
    expect(await alice(theDarkKnight, change)).toMatchObject(problem("not-owner", 403));
    expect(await alice(theDarkKnight, { ...change, method: "PUT", body: { ...draft(), id: undefined } })).toMatchObject(
      problem("not-owner", 403),
    );
    expect(await alice(theDarkKnight, { method: "DELETE", headers: { "if-match": "*" } })).toMatchObject(
      problem("not-owner", 403),
    );
    const { path, etag } = await created();
    const byAdmin = await bob(path, { ...change, headers: { "if-match": etag } });
    expect(byAdmin).toMatchObject({ status: 200, json: { owner: "alice", rating: 0 } });
  });

  it("lets a client that acts for itself read, and own nothing", async () => {
    const client = service.as({ clientId: "movies-client" });

    expect((await client("/v1/movies")).status).toBe(200);
    expect(await client("/v1/movies", { method: "POST", body: draft() })).toMatchObject(problem("user-required", 403));
  });

  it("answers who calls", async () => {
    const scopes = ["movies.read", "movies.write"];

    expect(await bob("/v1/me")).toMatchObject({
      status: 200,
      json: { subject: "user-bob", clientId: "movies-web", username: "bob", roles: ["user", "admin"], scopes },
    });
    const client = service.as({ clientId: "movies-client", scopes: [], claims: { scope: "other", roles: ["admin"] } });
    expect((await client("/v1/me")).json).toEqual({
      subject: "movies-client",
      clientId: "movies-client",
      roles: [],
      scopes: ["other"],
    });
  });
});

describe("a list of movies", () => {
  let service: Service;
  const list = async (query: string) => (await service.alice(`/v1/movies?${query}`)).json;
  const titles = (page: { movies: { title: string }[] }) => page.movies.map(({ title }) => title);

  beforeAll(async () => {
    service = await openService();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it.each([
    ["", ["12 Angry Men", "Fight Club", "Forrest Gump"]],
    ["order_by=title desc", ["The Shawshank Redemption", "The Godfather", "The Dark Knight"]],
    ["order_by=rating", ["Fight Club", "Forrest Gump", "12 Angry Men"]],
    ["order_by=rating desc", ["The Shawshank Redemption", "The Godfather", "The Dark Knight"]],
    ["order_by=release_date", ["12 Angry Men", "The Godfather", "Schindler's List"]],
    ["order_by=release_date desc&owner=alice", ["Pulp Fiction", "The Shawshank Redemption", "Schindler's List"]],
    ["genre=Crime", ["12 Angry Men", "The Godfather"]],
    ["genre=crime", []],
  ])("is in the order and of the kind asked for: %s", async (query, expected) => {
    expect(titles(await list(`${query}&page_size=3`))).toEqual(expected);
  });

  it.each([1, 3, 8])("comes whole in pages of %d", async (size) => {
    const pages = [await list(`order_by=rating desc&page_size=${size}`)];
    while (pages.at(-1).nextPageToken) {
      pages.push(await list(`order_by=rating desc&page_size=${size}&page_token=${pages.at(-1).nextPageToken}`));
    }

    expect(pages.flatMap(titles)).toEqual(titles(await list("order_by=rating desc&page_size=1000")));
    expect(pages).toHaveLength(Math.ceil(8 / size));
  });

  it.each([
    ["page_size=0", "/page_size"],
    ["page_size=many", "/page_size"],
    ["page_size=1.5", "/page_size"],
    ["page_size=1&page_size=2", "/page_size"],
    ["order_by=owner", "/order_by"],
    ["genre=", "/genre"],
    ["genre=a%00b", "/genre"],
    ["gerne=Crime", "/gerne"],
    ["access_token=x", "/access_token"],
    ["page_token=made-up", "/page_token"],
  ])("is refused by %s, naming the parameter", async (query, pointer) => {
    const refused = await service.alice(`/v1/movies?${query}`);

    expect(refused).toMatchObject(problem("invalid-request", 400));
    expect(refused.json.errors).toEqual([{ in: "query", pointer, detail: expect.any(String) }]);
  });

  it("does not go on with the token of another list", async () => {
    const { nextPageToken } = await list("page_size=1");

    expect(await service.alice(`/v1/movies?genre=Crime&page_token=${nextPageToken}`)).toMatchObject(
      problem("invalid-request", 400),
    );
  });
});
