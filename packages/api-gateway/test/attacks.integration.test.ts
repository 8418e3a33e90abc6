import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Gateway, openGateway, sendRaw } from "./gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(() => {
  gateway.movies.seen.length = 0;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const send = (head: string, body = "") =>
  sendRaw(gateway.address, `${head}\r\nAuthorization: Bearer ${gateway.alice}\r\nConnection: close\r\n\r\n${body}`);

describe("a path that could be read in two ways", () => {
  it.each([
    "/movies/../me",
    "/movies/%2e%2e/me",
    "/movies/..%2fme",
    "/movies%2f1",
    "/movies/..;/me",
    "/movies/%252e%252e/me",
    "/movies//1",
    "/movies/",
    "/movies/%00",
    "/movies/%c0%ae%c0%ae",
    "/v1/products/%2e%2e/x",
  ])("is refused: %s", async (path) => {
    const answer = await send(`GET ${path} HTTP/1.1\r\nHost: a`);

    expect(answer).toMatch(/^HTTP\/1.1 (400|404) /);
    expect(gateway.movies.seen).toEqual([]);
  });

  it.each([
    ["has a fragment", "/movies?a=1#b"],
    ["is too long", `/movies?a=${"a".repeat(8 * 1_024)}`],
  ])("is refused with a query that %s", async (_what, target) => {
    expect(await send(`GET ${target} HTTP/1.1\r\nHost: a`)).toMatch(/^HTTP\/1.1 400 /);
    expect(gateway.movies.seen).toEqual([]);
  });

  it("reaches its route where encoding was only for show", async () => {
    await send("GET /%6Dovies/%31 HTTP/1.1\r\nHost: a");

    expect(gateway.movies.seen).toMatchObject([{ url: "/v1/movies/1" }]);
  });

  it("goes nowhere else when the target names another server", async () => {
    const answer = await send("GET http://127.0.0.1:1/movies HTTP/1.1\r\nHost: a");

    expect(answer).toMatch(/^HTTP\/1.1 (400|404) /);
    expect(gateway.movies.seen).toEqual([]);
  });
});

describe("a request within a request", () => {
  const inner = `GET /v1/admin HTTP/1.1\r\nHost: a\r\n\r\n`;

  it.each([
    ["two lengths", `POST /movies HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: ${inner.length}`],
    ["a length and chunks", "POST /movies HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked"],
    ["chunks twice", "POST /movies HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity"],
    ["an unknown coding", "POST /movies HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked"],
    ["a length that is none", "POST /movies HTTP/1.1\r\nHost: a\r\nContent-Length: +4"],
    ["a space before the colon", "POST /movies HTTP/1.1\r\nHost: a\r\nContent-Length : 4"],
    ["a folded header", "POST /movies HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n Content-Length: 4"],
    ["a bare carriage return", "POST /movies HTTP/1.1\r\nHost: a\r\nX-A: 1\rContent-Length: 4"],
    ["two hosts", "POST /movies HTTP/1.1\r\nHost: a\r\nHost: b"],
    ["no host", "POST /movies HTTP/1.1"],
  ])("never reaches a server by %s", async (_what, head) => {
    const answer = await send(head, inner);

    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(gateway.movies.seen.filter(({ url }) => url === "/v1/admin")).toEqual([]);
    expect(gateway.movies.seen).toEqual([]);
  });

  it("stays within its body where it is one", async () => {
    await send(`POST /movies HTTP/1.1\r\nHost: a\r\nContent-Length: ${inner.length}`, inner);

    expect(gateway.movies.seen).toMatchObject([
      { method: "POST", body: inner, headers: { "content-length": `${inner.length}` } },
    ]);
  });
});

describe("a header", () => {
  it("of whoever calls says nothing of who calls", async () => {
    const claims = {
      "x-user": "admin",
      "x-user-id": "1",
      x_user: "admin",
      "x-client-id": "movies-web",
      "x-forwarded-for": "10.0.0.1",
      "x-forwarded-host": "evil.example",
      forwarded: "for=10.0.0.1",
      "x-real-ip": "10.0.0.1",
      "x-original-url": "/v1/admin",
      "x-http-method-override": "DELETE",
      cookie: "session=1",
    };

    await gateway.ask("/movies", { headers: claims });

    const [{ headers } = { headers: {} }] = gateway.movies.seen;
    expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-host": gateway.address });
    for (const name of Object.keys(claims)) {
      if (!["x-forwarded-for", "x-forwarded-host"].includes(name)) expect(headers).not.toHaveProperty([name]);
    }
  });

  it("that Connection names stays here, but for the token", async () => {
    await sendRaw(
      gateway.address,
      `GET /movies HTTP/1.1\r\nHost: a\r\nX-Hop: 1\r\nAuthorization: Bearer ${gateway.alice}\r\nConnection: close, x-hop, authorization\r\n\r\n`,
    );

    expect(gateway.movies.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${gateway.alice}` });
    expect(gateway.movies.seen[0]?.headers).not.toHaveProperty(["x-hop"]);
  });

  it("with a second token is refused", async () => {
    const answer = await send(`GET /movies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer other`);

    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(gateway.movies.seen).toEqual([]);
  });

  it("is refused when there is too much of it", async () => {
    expect(await send(`GET /movies HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(64 * 1_024)}`)).toMatch(
      /^HTTP\/1.1 4\d\d /,
    );
    expect(gateway.movies.seen).toEqual([]);
  });

  it("never makes the gateway fetch what a token names", async () => {
    const url = "https://evil.example/keys";
    const token = await gateway.mint({ header: { jku: url, x5u: url, kid: "../../etc/passwd" } });

    expect(await gateway.ask("/movies", { token })).toMatchObject({ status: 401 });
    expect(gateway.fetched.filter((one) => !one.startsWith(gateway.issuer.issuer))).toEqual([]);
  });
});
