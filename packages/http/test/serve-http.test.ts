import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { defineProblems, serveHttp, unavailable } from "../src/index.ts";
import { gate, open } from "./server.ts";

const problem = defineProblems({ "cart-full": [409, "The cart is full"] });
const type = (name: string) => `urn:hexmart:problem:${name}`;

describe("an error", () => {
  it("of the service is the problem that the service says, with its headers", async () => {
    class CartFull extends Error {}
    await using server = await open({
      toProblem: (error) =>
        error instanceof CartFull
          ? problem("cart-full", "Remove an item", { headers: { "x-items": "100" } })
          : undefined,
      routes: (app) =>
        void app.get("/cart", async () => {
          throw new CartFull();
        }),
    });

    const response = await server.ask("/cart", { headers: { "x-request-id": "r-1" } });

    expect(response.status).toBe(409);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(response.headers.get("x-items")).toBe("100");
    expect(await response.json()).toEqual({
      type: type("cart-full"),
      title: "The cart is full",
      status: 409,
      detail: "Remove an item",
      requestId: "r-1",
    });
    const line = await server.logger.until((lines) => lines.find(({ status }) => status === 409));
    expect(line).toMatchObject({ level: "info", problem: "cart-full", requestId: "r-1" });
  });

  it("that nobody foresaw is logged in full, and says nothing of itself", async () => {
    const fault = new Error("password=hunter2");
    await using server = await open({
      routes: (app) =>
        void app.get("/", async () => {
          throw fault;
        }),
    });

    const response = await server.ask("/");

    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("hunter2")]);
    const line = await server.logger.until((lines) => lines.find(({ level }) => level === "error"));
    expect(line).toMatchObject({ problem: "internal", err: fault });
  });

  it("may be answered as a page", async () => {
    await using server = await open({
      sendProblem: ({ title }, _request, reply) => void reply.type("text/html").send(`<h1>${title}</h1>`),
      routes: () => {},
    });

    const response = await server.ask("/nowhere");

    expect([response.status, await response.text()]).toEqual([404, "<h1>There is nothing here</h1>"]);
    expect(response.headers.get("x-request-id")).not.toBeNull();
  });
});

it("answers a request for a whole URL, as a proxy may send it (RFC 9112, 3.2.2)", async () => {
  await using server = await open({ routes: (app) => void app.get("/hello", async () => "hello") });

  const answer = await server.send("GET http://a/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

  expect(answer).toContain("HTTP/1.1 200 ");
});

describe("what fastify refuses", () => {
  const routes = {
    routes: (app: Parameters<Parameters<typeof open>[0]["routes"]>[0]) => void app.post("/", async () => ""),
  };
  const json = { "content-type": "application/json" };

  it.each([
    ["a body that is no JSON", json, "{", 400, "invalid-request"],
    ["a body of an unknown type", { "content-type": "application/unknown" }, "{}", 415, "unsupported-media-type"],
    ["a body that is too large", json, JSON.stringify("x".repeat(1_024)), 413, "content-too-large"],
  ])("is a problem: %s", async (_what, headers, body, status, name) => {
    await using server = await open({ ...routes, maxBodyBytes: 1_024 });

    const response = await server.ask("/", { method: "POST", headers, body });

    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ type: type(name) })]);
  });

  it("is a problem with a request id also where the path cannot be decoded", async () => {
    await using server = await open(routes);

    const response = await server.ask("/%ff");

    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ type: type("invalid-request"), requestId: response.headers.get("x-request-id") }),
    ]);
  });

  it("is a problem there also where the service answers with pages, for which it may need what routes have", async () => {
    await using server = await open({
      sendProblem: ({ title }, _request, reply) => void (reply as unknown as { page(text: string): void }).page(title),
      routes: (app) =>
        void app.decorateReply("page", function page(this: { send(text: string): void }, text: string) {
          this.send(text);
        }),
    });

    const response = await server.ask("/%ff");

    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ type: type("invalid-request") }),
    ]);
    expect(await (await server.ask("/nowhere")).text()).toBe("There is nothing here");
    expect(await (await server.ask("/livez", { method: "POST" })).json()).toMatchObject({ status: 405 });
  });

  it.each([
    ["no HTTP", "HELLO\r\n\r\n", 400],
    ["too large a header", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(17_000)}\r\n\r\n`, 431],
  ])("is a problem where it is %s", async (_what, bytes, status) => {
    await using server = await open(routes);

    const answer = await server.send(bytes);
    expect(answer).toMatch(/^HTTP\/1.1 .*"type":"urn:hexmart:problem:invalid-request"/s);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(answer).toContain(`"status":${status}`);
  });

  it("is a 408 where it comes too slowly, soon after its 10 s", async () => {
    await using server = await open(routes);

    expect(await server.send("POST / HTTP/1.1\r\nHost: a\r\n")).toContain("HTTP/1.1 408 ");
  }, 20_000);

  it("is a 503 where the handler takes too long, whose signal aborts", async () => {
    const aborted = Promise.withResolvers<void>();
    await using server = await open({
      timeoutMs: 20,
      routes: (app) =>
        void app.get("/", (request) => {
          request.signal.addEventListener("abort", () => aborted.resolve());
          return new Promise<never>(() => {});
        }),
    });

    const response = await server.ask("/");

    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    await aborted.promise;
  });
});

describe("the line of a request", () => {
  it("names the kinds of errors behind what is not available, and nothing that they say", async () => {
    const refused = Object.assign(new Error("connect to postgres://user:secret@db"), { code: "ECONNREFUSED" });
    await using server = await open({
      routes: (app) =>
        void app.get("/", () => {
          throw unavailable("The shop is away", new TypeError("fetch failed", { cause: refused }));
        }),
    });

    expect((await server.ask("/")).status).toBe(503);

    const line = await server.logger.until((lines) => lines.find(({ route }) => route === "/"));
    expect(line).toMatchObject({ status: 503, reason: "TypeError: Error ECONNREFUSED" });
    expect(JSON.stringify(server.logger.lines)).not.toContain("secret");
  });

  it("says who asked for what and how it ended, never its URL or a header", async () => {
    await using server = await open({
      routes: (app) =>
        void app.get("/users/:name", async (request) => {
          request.principal = { subject: "s", clientId: "web", scopes: [] };
          return "hello";
        }),
    });

    await server.ask("/users/alice?code=secret", {
      headers: { authorization: "Bearer secret", cookie: "secret", "x-request-id": "r-2" },
    });

    const line = await server.logger.until((lines) => lines.find(({ requestId }) => requestId === "r-2"));
    expect(line).toEqual({
      level: "info",
      msg: "request finished",
      method: "GET",
      route: "/users/:name",
      status: 200,
      durationMs: expect.any(Number),
      requestId: "r-2",
      clientId: "web",
    });
    expect(JSON.stringify(server.logger.lines)).not.toMatch(/secret|alice/);
  });

  it("is written also when the caller goes before the answer", async () => {
    const { asked, handler } = gate();
    await using server = await open({ drainTimeoutMs: 10, routes: (app) => void app.get("/", handler) });
    const leaving = new AbortController();
    const answer = server.ask("/", { signal: leaving.signal });
    await asked;

    leaving.abort();

    await expect(answer).rejects.toThrow();
    const line = await server.logger.until((lines) => lines.find(({ aborted }) => aborted === true));
    expect(line).toMatchObject({ method: "GET", route: "/" });
  });

  it("is led to by the answer also where a route writes that itself", async () => {
    await using server = await open({
      routes: (app) =>
        void app.get("/", async (_request, reply) => {
          reply.hijack();
          reply.raw.end("hello");
        }),
    });

    const response = await server.ask("/");

    const requestId = response.headers.get("x-request-id");
    expect([await response.text(), response.headers.get("x-content-type-options")]).toEqual(["hello", "nosniff"]);
    const line = await server.logger.until((lines) => lines.find(({ route }) => route === "/"));
    expect(line).toMatchObject({ status: 200, requestId });
  });

  it("calls a request with a strange id by one of its own", async () => {
    await using server = await open({ routes: () => {} });

    const response = await server.ask("/livez", { headers: { "x-request-id": 'a "b"' } });

    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("maxInFlight", () => {
  it("refuses what is beyond it at once, and lets in again when one has ended", async () => {
    const { asked, release, handler } = gate();
    await using server = await open({
      maxInFlight: 1,
      routes: (app) => void app.get("/slow", handler).get("/", async () => ""),
    });
    const first = server.ask("/slow");
    await asked;

    const second = await server.ask("/");

    expect([second.status, second.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await second.json()).toMatchObject({ type: type("unavailable") });
    expect((await server.ask("/readyz")).status).toBe(200);
    release();
    expect((await first).status).toBe(200);
    await server.logger.until((lines) => lines.find(({ route }) => route === "/slow"));
    expect((await server.ask("/")).status).toBe(200);
  });

  it("counts no request whose caller has gone", async () => {
    const { asked, handler } = gate();
    await using server = await open({
      maxInFlight: 1,
      drainTimeoutMs: 10,
      routes: (app) => void app.get("/slow", handler).get("/", async () => ""),
    });
    const leaving = new AbortController();
    const first = server.ask("/slow", { signal: leaving.signal });
    await asked;
    leaving.abort();
    await expect(first).rejects.toThrow();
    await server.logger.until((lines) => lines.find(({ aborted }) => aborted === true));

    expect((await server.ask("/")).status).toBe(200);
  });

  it.each([0, -1, Number.NaN])("may not be %s", async (maxInFlight) => {
    await expect(open({ maxInFlight, routes: () => {} })).rejects.toThrow("lets nothing in");
  });
});

describe("probes", () => {
  it("tell of the process, and of what it needs", async () => {
    let away = false;
    const health = async () => {
      if (away) throw new Error("connect ECONNREFUSED 10.0.0.1");
    };
    await using server = await open({ health, routes: () => {} });
    const status = async (path: string) => (await server.ask(path)).status;
    expect([await status("/livez"), await status("/readyz")]).toEqual([200, 200]);

    away = true;

    const ready = await server.ask("/readyz");
    expect([ready.status, await ready.text()]).toEqual([503, expect.not.stringContaining("10.0.0.1")]);
    expect(await status("/livez")).toBe(200);
    expect(server.logger.lines).toContainEqual(expect.objectContaining({ level: "warn", event: "not_ready" }));
    expect(server.logger.lines.filter(({ level, msg }) => level === "info" && msg === "request finished")).toEqual([]);
  });

  it("are only to be read", async () => {
    await using server = await open({ routes: () => {} });

    const response = await server.ask("/livez", { method: "POST" });

    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});

describe("hooks of the service", () => {
  it("run for its routes and for unknown paths, and not for probes, which know nothing of it", async () => {
    await using server = await open({
      routes: (app) =>
        void app
          .get("/", async () => "")
          .addHook("onRequest", async () => {
            throw problem("cart-full", "Remove an item");
          }),
    });
    const status = async (path: string) => (await server.ask(path)).status;

    expect(await Promise.all(["/", "/nowhere", "/livez", "/readyz"].map(status))).toEqual([409, 409, 200, 200]);
  });
});

describe("trustedProxies", () => {
  it.each([
    ["are believed whom they ask for", ["127.0.0.0/8"], "192.0.2.1"],
    ["are nobody by default", [], "127.0.0.1"],
  ])("%s", async (_what, trustedProxies, address) => {
    await using server = await open({ trustedProxies, routes: (app) => void app.get("/", async ({ ip }) => ip) });

    const response = await server.ask("/", { headers: { "x-forwarded-for": "192.0.2.1" } });

    expect(await response.text()).toBe(address);
  });
});

describe("drain()", () => {
  it("answers what is in flight, takes nothing new, and may be called twice", async () => {
    const { asked, release, handler } = gate();
    await using server = await open({ routes: (app) => void app.get("/", handler) });
    const inFlight = server.ask("/");
    await asked;

    const drained = Promise.all([server.drain(), server.drain()]);
    release();

    expect((await inFlight).status).toBe(200);
    await drained;
    await expect(server.ask("/")).rejects.toThrow();
  });

  it("cuts off what takes too long", async () => {
    const { asked, handler } = gate();
    await using server = await open({ drainTimeoutMs: 10, routes: (app) => void app.get("/", handler) });
    const ended = expect(server.ask("/")).rejects.toThrow();
    await asked;

    await server.drain();
    await ended;
  });

  it("does not wait for a connection on which nothing is ever asked", async () => {
    await using server = await open({ drainTimeoutMs: 10, routes: () => {} });
    const silent = server.dial();
    // A close may arrive as a reset, which is no matter here.
    silent.on("error", () => {});
    await once(silent, "connect");
    // The server has taken the silent connection once it has answered on a later one.
    await server.ask("/livez");
    const closed = once(silent, "close");
    silent.resume();

    await server.drain();

    await closed;
  });
});

describe("listening", () => {
  it("rejects with the code of the system where somebody else listens", async () => {
    await using first = await open({ routes: () => {} });
    const others = { logger: first.logger, health: async () => {}, routes: () => {} };

    await expect(serveHttp({ address: first.address, ...others })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
