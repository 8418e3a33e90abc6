import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { document } from "@hexmart/contracts/openapi/movies.v1";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ask, draft, openService, problem, type Service } from "./service.ts";

const path = "/v1/movies/01900000-0000-7000-8000-000000000001";

describe("the movies API as HTTP", () => {
  let service: Service;

  beforeAll(async () => {
    service = await openService();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it.each(["/", "/v2/movies", "/v1/movies/a/b"])("answers a problem where there is nothing: %s", async (url) => {
    expect(await service.alice(url)).toMatchObject(problem("not-found", 404));
  });

  it.each(["/v1/movies/", "/v1/movies/%ff", "/v1/movies/1", "/v1/movies/..%2f..%2fetc"])(
    "takes %s for no id of a movie",
    async (url) => {
      expect(await service.alice(url)).toMatchObject(problem("invalid-request", 400));
    },
  );

  it.each([
    ["DELETE", "/v1/movies", "GET, POST, HEAD"],
    ["POST", path, "GET, PUT, PATCH, DELETE, HEAD"],
    ["OPTIONS", "/v1/me", "GET, HEAD"],
    ["PUT", "/openapi.json", "GET, HEAD"],
    ["POST", "/docs", "GET, HEAD"],
    ["POST", "/readyz", "GET, HEAD"],
  ])("does not %s %s, and says what one can", async (method, url, allow) => {
    const refused = await ask(service.address, url, { method });

    expect(refused).toMatchObject(problem("method-not-allowed", 405));
    expect(refused.headers.allow).toBe(allow);
  });

  it("answers HEAD like GET, without a body", async () => {
    const { status, headers, text } = await service.alice(path, { method: "HEAD" });

    expect([status, text]).toEqual([200, ""]);
    expect(headers.etag).toMatch(/^".+"$/);
  });

  it.each([
    ["POST", "/v1/movies", "application/merge-patch+json", "application/json"],
    ["POST", "/v1/movies", "text/plain", "application/json"],
    ["PUT", path, "application/x-www-form-urlencoded", "application/json"],
    ["PATCH", path, "application/json", "application/merge-patch+json"],
  ])("does not take a %s of %s as %s, and says what it takes", async (method, url, type, accept) => {
    const headers = { "content-type": type, "if-match": "*" };
    const refused = await service.alice(url, { method, headers, body: draft() });

    expect(refused).toMatchObject(problem("unsupported-media-type", 415));
    expect(refused.headers.accept).toBe(accept);
  });

  it.each([
    ["that is no JSON", "{"],
    ["that is empty", ""],
    ["that is a list", "[]"],
    ["that is null", "null"],
    ["that reaches for the prototype", '{"__proto__": {"admin": true}}'],
    ["that reaches for the constructor", '{"constructor": {"prototype": {"admin": true}}}'],
    ["with a number beyond all numbers", '{"title":"A","genre":"B","rating":1e400,"releaseDate":"2000-01-01"}'],
  ])("refuses a body %s", async (_what, body) => {
    expect(await service.alice("/v1/movies", { method: "POST", body })).toMatchObject(problem("invalid-request", 400));
  });

  it("refuses a body over 16 KiB", async () => {
    const body = draft({ title: "x".repeat(16_384) });

    expect(await service.alice("/v1/movies", { method: "POST", body })).toMatchObject(
      problem("content-too-large", 413),
    );
  });

  it("answers a problem to what is no HTTP", async () => {
    const [host = "", port] = service.address.split(":");
    const socket = connect(Number(port), host);
    socket.end("HELLO\r\n\r\n");

    const answer = await text(socket);

    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toContain("Content-Type: application/problem+json");
    expect(answer).toContain("urn:hexmart:problem:invalid-request");
  });

  it("calls a request as its caller does, and one with a strange name by its own", async () => {
    const named = await service.alice("/v1/me", { headers: { "x-request-id": "caller-1" } });
    const strange = await service.alice("/v1/me", { headers: { "x-request-id": 'a "b" c' } });

    expect(named.headers["x-request-id"]).toBe("caller-1");
    expect(strange.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    const line = await service.logger.until((lines) => lines.find(({ requestId }) => requestId === "caller-1"));
    expect(line).toMatchObject({ method: "GET", route: "/v1/me", status: 200, clientId: "movies-web" });
  });

  it("keeps what it answers out of the caches that people share", async () => {
    const { headers } = await service.alice("/v1/movies");

    expect(headers).toMatchObject({ "cache-control": "private, no-cache", "x-content-type-options": "nosniff" });
  });

  it("serves its contract, to anybody", async () => {
    expect((await ask(service.address, "/openapi.json")).json).toEqual(document);
  });

  it("serves its documentation as a page that fetches nothing", async () => {
    const { headers, text } = await ask(service.address, "/docs");

    expect(headers["content-type"]).toMatch(/^text\/html/);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).not.toMatch(/<script|<link|<img|url\(|https?:\/\/[^\s"<]*\.(js|css|woff)/);
  });

  it("is alive, and ready while its database is", async () => {
    const ready = () => ask(service.address, "/readyz");
    expect([(await ask(service.address, "/livez")).status, (await ready()).status]).toEqual([200, 200]);

    service.relay.goDown();

    expect(await ready()).toMatchObject(problem("unavailable", 503));
    const away = await service.alice("/v1/movies");
    expect(away).toMatchObject(problem("unavailable", 503));
    expect(away.headers["retry-after"]).toBe("1");
    expect((await ask(service.address, "/livez")).status).toBe(200);

    service.relay.comeBack();

    expect([(await ready()).status, (await service.alice("/v1/movies")).status]).toEqual([200, 200]);
  });
});
