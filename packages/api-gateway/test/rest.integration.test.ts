import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { routes } from "#app/routes.ts";
import { closedAddress, startFakeUpstream, startRawUpstream } from "./fake-upstream.ts";
import { type Gateway, openGateway, sendRaw, until } from "./gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(() => {
  gateway.movies.seen.length = 0;
  gateway.movies.answer = (_request, response) => response.setHeader("content-type", "application/json").end("[]");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const problem = (name: string, status: number) => ({ status, json: { type: `urn:hexmart:problem:${name}` } });

/** The routes that the gateway ships with, with one part of them changed. */
const changed = (change: (file: Record<string, Record<string, Record<string, unknown>>>) => void) => {
  const file = JSON.parse(JSON.stringify(routes));
  change(file);
  return file;
};

describe("a route", () => {
  it.each([
    ["GET", "/movies?page_size=5", "/v1/movies?page_size=5"],
    ["POST", "/movies", "/v1/movies"],
    ["GET", "/movies/1", "/v1/movies/1"],
    ["PUT", "/movies/1", "/v1/movies/1"],
    ["PATCH", "/movies/1", "/v1/movies/1"],
    ["DELETE", "/movies/1", "/v1/movies/1"],
    ["GET", "/me", "/v1/me"],
  ])("leads %s %s to %s", async (method, path, to) => {
    const { status } = await gateway.ask(path, { method });

    expect(status).toBe(200);
    expect(gateway.movies.seen).toMatchObject([{ method, url: to }]);
  });

  it("hands on body, condition and token, and answers etag and location as they are here", async () => {
    gateway.movies.answer = (_request, response) =>
      response
        .writeHead(201, { etag: '"2"', location: "/v1/movies/7?a=1", "content-type": "application/json" })
        .end("{}");

    const answer = await gateway.ask("/movies", {
      method: "POST",
      headers: { "if-match": '"1"', "content-type": "application/json" },
      body: '{"title":"x"}',
    });

    expect(gateway.movies.seen).toMatchObject([
      {
        body: '{"title":"x"}',
        headers: { authorization: `Bearer ${gateway.alice}`, "if-match": '"1"', "content-type": "application/json" },
      },
    ]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({ etag: '"2"', location: "/movies/7?a=1" });
    expect(answer.status).toBe(201);
  });

  it.each(["https://elsewhere.example/v1/movies/7", "//elsewhere.example/v1/movies/7", "/other/7"])(
    "leaves the location %s as it is",
    async (location) => {
      gateway.movies.answer = (_request, response) => response.writeHead(201, { location }).end();

      expect((await gateway.ask("/movies", { method: "POST" })).headers.get("location")).toBe(location);
    },
  );

  it("answers 304 and 204 without a body, and HEAD with the length of one", async () => {
    gateway.movies.answer = (_request, response) => response.writeHead(304, { etag: '"1"' }).end();
    expect(await gateway.ask("/movies/1")).toMatchObject({ status: 304, text: "" });
    gateway.movies.answer = (_request, response) => response.writeHead(204).end();
    expect(await gateway.ask("/movies/1", { method: "DELETE" })).toMatchObject({ status: 204, text: "" });
    gateway.movies.answer = (_request, response) => response.writeHead(200, { "content-length": "5" }).end();
    const head = await gateway.ask("/movies/1", { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "5"]);
  });

  it("answers a problem of the upstream as it is", async () => {
    const own = { type: "urn:hexmart:problem:movie-not-found", title: "t", status: 404, detail: "d", requestId: "r" };
    gateway.movies.answer = (_request, response) =>
      response.writeHead(404, { "content-type": "application/problem+json" }).end(JSON.stringify(own));

    expect(await gateway.ask("/movies/1")).toMatchObject({ status: 404, json: own });
  });

  it("answers what comes as it comes, compressed or not", async () => {
    gateway.movies.answer = (_request, response) => {
      response.writeHead(200, { "content-encoding": "identity", "content-type": "text/plain" });
      response.write("first");
      gateway.movies.seen.push({ method: "first", url: "", headers: {}, body: "" });
    };
    const caller = new AbortController();
    const response = await fetch(`http://${gateway.address}/movies`, {
      headers: { authorization: `Bearer ${gateway.alice}` },
      signal: caller.signal,
    });

    const { value } = (await response.body?.getReader().read()) ?? {};

    expect(Buffer.from(value ?? []).toString()).toBe("first");
    caller.abort();
  });

  it.each(["OPTIONS", "TRACE"])("takes no %s, and says what it takes", async (method) => {
    const send = (path: string) =>
      sendRaw(gateway.address, `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);

    expect(await send("/movies/1")).toMatch(/^HTTP\/1.1 405 [\s\S]*allow: GET, HEAD, POST, PUT, PATCH, DELETE/);
    expect(await send("/v1/products")).toMatch(/^HTTP\/1.1 405 [\s\S]*allow: GET, POST/);
  });

  it("knows no other path and no other method", async () => {
    expect(await gateway.ask("/films")).toMatchObject(problem("not-found", 404));
    expect(await gateway.ask("/v1/movies")).toMatchObject({ status: 404 });
    const answer = await gateway.ask("/me", { method: "POST" });
    expect(answer).toMatchObject(problem("method-not-allowed", 405));
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
    expect(gateway.movies.seen).toEqual([]);
  });

  it("follows the header rules of the file", async () => {
    await using own = await openGateway({
      routes: changed((file) => {
        Object.assign(file.routes?.me ?? {}, {
          headers: { request: { set: { "x-gate": "1" }, remove: ["x-noise"] }, response: { remove: ["x-powered-by"] } },
        });
      }),
    });
    own.movies.answer = (_request, response) => response.writeHead(200, { "x-powered-by": "them" }).end();

    const { headers } = await own.ask("/me", { headers: { "x-noise": "1" } });

    expect(own.movies.seen[0]?.headers).toMatchObject({ "x-gate": "1" });
    expect(own.movies.seen[0]?.headers).not.toHaveProperty("x-noise");
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

describe("the token", () => {
  it("is checked before anything is sent on", async () => {
    expect(await gateway.ask("/movies", { token: "" })).toMatchObject(problem("token-missing", 401));
    expect(await gateway.ask("/movies", { token: "x.y.z" })).toMatchObject(problem("token-invalid", 401));
    expect(gateway.movies.seen).toEqual([]);
  });

  it.each([
    ["another audience", { audience: "urn:hexmart:product" }],
    ["two audiences", { audience: ["urn:hexmart:movies-api", "urn:hexmart:product"] }],
    ["an end in the past", { expiresInSeconds: -60 }],
    ["a key of somebody else", { otherKey: true }],
    ["another type", { header: { typ: "JWT" } }],
    ["another issuer", { claims: { iss: "https://elsewhere.test" } }],
  ])("may not have %s", async (_what, wrong) => {
    expect(await gateway.ask("/movies", { token: await gateway.mint(wrong) })).toMatchObject(
      problem("token-invalid", 401),
    );
  });

  it.each([["movies"], ["movies.read.all"], ["movies.readx"], ["MOVIES.READ"]])(
    "with the scope %s is not one with movies.read",
    async (scope) => {
      const token = await gateway.mint({ scopes: [scope] });
      const answer = await gateway.ask("/movies", { token });

      expect(answer).toMatchObject(problem("scope-missing", 403));
      expect(answer.headers.get("www-authenticate")).toBe(
        'Bearer realm="api-gateway", error="insufficient_scope", scope="movies.read"',
      );
    },
  );

  it("needs the scope of the method", async () => {
    const token = await gateway.mint({ scopes: ["movies.read"] });

    expect(await gateway.ask("/movies", { token })).toMatchObject({ status: 200 });
    expect(await gateway.ask("/movies", { token, method: "POST" })).toMatchObject(problem("scope-missing", 403));
    expect(await gateway.ask("/me", { token: await gateway.mint({ scopes: ["other"] }) })).toMatchObject({
      status: 200,
    });
  });
});

describe("a server behind the gateway", () => {
  it("that is slow costs no more than its deadline, and hears that nobody waits", async () => {
    await using own = await openGateway({
      routes: changed((file) => Object.assign(file.routes?.me ?? {}, { timeoutMs: 50 })),
    });
    own.movies.answer = () => undefined;

    expect(await own.ask("/me")).toMatchObject(problem("upstream-timed-out", 504));
    await until(() => own.movies.abandoned() === 1);
  });

  it("that is not there is a 503 that says when to come again", async () => {
    await using own = await openGateway({ config: { MOVIES_API_ADDRESS: await closedAddress() } });

    const answer = await own.ask("/me");

    expect(answer).toMatchObject(problem("unavailable", 503));
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(own.logger.lines).not.toContainEqual(expect.objectContaining({ level: "error" }));
  });

  it("that is in trouble leaves the reason in the log, and nothing of it in the answer", async () => {
    await using own = await openGateway({ config: { MOVIES_API_ADDRESS: await closedAddress() } });

    const { text } = await own.ask("/movies");

    expect(text).not.toContain("ECONNREFUSED");
    await until(() => own.logger.lines.some((line) => JSON.stringify(line).includes('"reason":"Error ECONNREFUSED"')));
  });

  it("that breaks off is a 502", async () => {
    await using raw = await startRawUpstream((socket) => socket.destroy());
    await using own = await openGateway({ config: { MOVIES_API_ADDRESS: raw.address } });

    expect(await own.ask("/movies", { method: "POST" })).toMatchObject(problem("upstream-broken", 502));
  });

  it("that breaks off in the middle of its answer leaves an answer that is seen to be broken", async () => {
    gateway.movies.answer = (_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    };

    await expect(gateway.ask("/movies")).rejects.toThrow();
  });

  it("is left alone once it has failed too often", async () => {
    await using own = await openGateway({
      routes: changed((file) =>
        Object.assign(file.upstreams?.["movies-api"] ?? {}, { breaker: { failures: 2, openForMs: 60_000 } }),
      ),
    });
    own.movies.answer = (_request, response) => response.writeHead(503).end();
    for (const _ of [1, 2]) expect(await own.ask("/me")).toMatchObject({ status: 503 });

    const answer = await own.ask("/me");

    expect(answer).toMatchObject(problem("unavailable", 503));
    expect(answer.headers.get("retry-after")).toBe("60");
    expect(own.movies.seen).toHaveLength(2);
  });

  it("is sent no more at once than it may be", async () => {
    await using own = await openGateway({
      routes: changed((file) =>
        Object.assign(file.upstreams?.["movies-api"] ?? {}, { bulkhead: { inFlight: 1, queue: 1 } }),
      ),
    });
    const waiting: (() => void)[] = [];
    own.movies.answer = (_request, response) => waiting.push(() => response.end());
    const first = own.ask("/me");
    await until(() => waiting.length === 1);

    const others = [own.ask("/me"), own.ask("/me")];
    const refused = await Promise.race(others);

    expect(refused).toMatchObject(problem("unavailable", 503));
    waiting[0]?.();
    await first;
    await until(() => waiting.length === 2);
    waiting[1]?.();
    expect((await Promise.all(others)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });

  it("may die while another of its kind lives", async () => {
    await using one = await startFakeUpstream();
    await using other = await startFakeUpstream();
    await using own = await openGateway({ config: { MOVIES_API_ADDRESS: `ipv4:${one.address},${other.address}` } });
    for (const _ of [1, 2]) await own.ask("/me");
    await one.die();

    for (const _ of [1, 2, 3, 4]) expect(await own.ask("/me")).toMatchObject({ status: 200 });
  });
});

describe("a caller", () => {
  it("who leaves takes the request away from the upstream too", async () => {
    gateway.movies.answer = () => undefined;
    const before = gateway.movies.abandoned();
    const caller = new AbortController();
    const asked = gateway.ask("/movies", { signal: caller.signal }).catch(() => "left");
    await until(() => gateway.movies.seen.length === 1);

    caller.abort();

    expect(await asked).toBe("left");
    await until(() => gateway.movies.abandoned() === before + 1);
    await until(() => gateway.logger.lines.some((line) => JSON.stringify(line).includes('"aborted":true')));
  });

  it("who has left before the request is sent on takes it away all the same", async () => {
    gateway.movies.answer = () => undefined;
    const before = gateway.movies.abandoned();
    const [host, port] = gateway.address.split(":");
    const socket = connect(Number(port), host);
    socket.on("error", () => undefined);

    socket.end(`GET /movies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${await gateway.mint()}\r\n\r\n`);
    socket.destroySoon();

    const gone = '"method":"GET","route":"/movies","status":200,"aborted":true';
    await until(() => gateway.logger.lines.some((line) => JSON.stringify(line).includes(gone)));
    gateway.movies.answer = (_request, response) => response.end("ok");
    await gateway.ask("/movies");
    // All but the second, where the first came so far.
    await until(() => gateway.movies.abandoned() - before === gateway.movies.seen.length - 1);
  });

  it("may have so many requests under way, and others as many", async () => {
    await using own = await openGateway({
      routes: changed((file) =>
        Object.assign(file.routes?.me ?? {}, { rateLimit: { max: 100, perMs: 60_000, atOnce: 2, by: "subject" } }),
      ),
    });
    const held: (() => void)[] = [];
    own.movies.answer = (_request, response) => void held.push(() => response.end("ok"));
    const first = [own.ask("/me"), own.ask("/me")];
    await until(() => held.length === 2);

    const answer = await own.ask("/me");

    expect(answer).toMatchObject(problem("too-many-requests", 429));
    expect(answer.headers.get("retry-after")).toBe("1");
    own.movies.answer = (_request, response) => response.end("ok");
    expect(await own.ask("/me", { token: await own.mint({ username: "bob" }) })).toMatchObject({ status: 200 });
    for (const end of held) end();
    for (const one of first) expect(await one).toMatchObject({ status: 200 });
    await until(async () => (await own.ask("/me")).status === 200);
  });

  it("who asks too often is told when to come again, and others are not", async () => {
    await using own = await openGateway({
      routes: changed((file) =>
        Object.assign(file.routes?.me ?? {}, { rateLimit: { max: 2, perMs: 60_000, atOnce: 9, by: "subject" } }),
      ),
    });
    for (const _ of [1, 2]) expect(await own.ask("/me")).toMatchObject({ status: 200 });

    const answer = await own.ask("/me");

    expect(answer).toMatchObject(problem("too-many-requests", 429));
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await own.ask("/me", { token: await own.mint({ username: "bob" }) })).toMatchObject({ status: 200 });
    expect(await own.ask("/movies")).toMatchObject({ status: 200 });
    expect(own.movies.seen).toHaveLength(4);
  });

  it("is counted by client where the route says so", async () => {
    await using own = await openGateway({
      routes: changed((file) =>
        Object.assign(file.routes?.me ?? {}, { rateLimit: { max: 1, perMs: 60_000, atOnce: 9, by: "client" } }),
      ),
    });
    await own.ask("/me");

    expect(await own.ask("/me", { token: await own.mint({ username: "bob" }) })).toMatchObject({ status: 429 });
    expect(await own.ask("/me", { token: await own.mint({ clientId: "other" }) })).toMatchObject({ status: 200 });
  });

  it("may send no more than the limit, told or not told before", async () => {
    const body = "x".repeat(65 * 1_024);
    expect(await gateway.ask("/movies", { method: "POST", body })).toMatchObject(problem("content-too-large", 413));
    const chunked = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(Buffer.alloc(33 * 1_024));
      },
    });
    const sent = gateway.ask("/movies", { method: "POST", body: chunked, duplex: "half" } as RequestInit);
    expect(await sent.catch(() => ({ status: 413 }))).toMatchObject({ status: 413 });
    expect(gateway.movies.seen).toEqual([]);
  });

  it("is known by one id here and behind, and its trace goes on", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    gateway.movies.answer = (_request, response) => response.setHeader("x-request-id", "its-own").end();
    const { headers } = await gateway.ask("/movies", { headers: { "x-request-id": "r-1", traceparent } });

    expect(headers.get("x-request-id")).toBe("r-1");
    expect(gateway.movies.seen[0]?.headers).toMatchObject({ "x-request-id": "r-1", traceparent });
  });

  it("who waits for 100 Continue gets it from the gateway", async () => {
    const status = await new Promise((resolve, reject) => {
      const [host, port] = gateway.address.split(":");
      const sent = httpRequest({
        host,
        port,
        path: "/movies",
        method: "POST",
        headers: { expect: "100-continue", authorization: `Bearer ${gateway.alice}`, "content-length": 2 },
      });
      sent.on("continue", () => sent.end("{}"));
      sent.on("response", (response) => resolve(response.resume().statusCode));
      sent.on("error", reject);
      sent.flushHeaders();
    });

    expect(status).toBe(200);
  });
});

describe("the gateway", () => {
  it("lives and is ready, also while nobody is behind it", async () => {
    await using own = await openGateway({ config: { MOVIES_API_ADDRESS: await closedAddress() } });

    expect(await own.ask("/livez", { token: "" })).toMatchObject({ status: 200 });
    expect(await own.ask("/readyz", { token: "" })).toMatchObject({ status: 200 });
  });

  it("lets scripts of the origins that it is told read its answers, problems too, and no others", async () => {
    await using own = await openGateway({ config: { CORS_ORIGINS: ["https://shop.example"] } });
    const preflight = { "access-control-request-method": "PUT", "access-control-request-headers": "authorization" };
    const from = (origin: string) =>
      own.ask("/movies/1", { method: "OPTIONS", token: "", headers: { origin, ...preflight } });

    expect((await from("https://shop.example")).headers.get("access-control-allow-origin")).toBe(
      "https://shop.example",
    );
    expect((await from("https://shop.example.evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const refused = await own.ask("/movies", { token: "", headers: { origin: "https://shop.example" } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "https://shop.example"]);
    expect(own.movies.seen).toEqual([]);
  });

  it("finishes what it has begun when it is stopped", async () => {
    await using own = await openGateway();
    const waiting: (() => void)[] = [];
    own.movies.answer = (_request, response) => waiting.push(() => response.end("done"));
    const asked = own.ask("/me");
    await until(() => waiting.length === 1);

    const drained = own.drain();
    waiting[0]?.();

    expect(await asked).toMatchObject({ status: 200, text: "done" });
    await drained;
  });

  it("does not send tokens over a network that others may read", async () => {
    await expect(openGateway({ config: { MOVIES_API_ADDRESS: "movies-api:5001" } })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
    await using _trusted = await openGateway({
      config: { MOVIES_API_ADDRESS: "movies-api:5001", PLAINTEXT_TOKENS: "allow" },
    });
  });

  it("does not start with routes that are wrong", async () => {
    const wrong = changed((file) => Object.assign(file.routes?.me ?? {}, { timout: 1 }));

    await expect(openGateway({ routes: wrong })).rejects.toThrow('routes → me: "timout" is not known here');
  });
});
