// packages/api-gateway/src/app/exercise-12.test.ts
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Gateway, openGateway } from "../../test/gateway.ts";

describe("/status/movies", () => {
  let gateway: Gateway;
  const nobody = { token: "" };

  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it("tells anybody whether the movies API is ready", async () => {
    expect(await gateway.ask("/status/movies", nobody)).toMatchObject({ status: 200, text: "ok" });
    expect(gateway.movies.seen.at(-1)).toMatchObject({ method: "GET", url: "/readyz" });
  });

  it("hands on no token, if somebody sends one", async () => {
    await gateway.ask("/status/movies");

    expect(gateway.movies.seen.at(-1)?.headers).not.toHaveProperty("authorization");
  });

  it("may be kept by whoever asks for five seconds, so that a busy page does not ask each time", async () => {
    const { headers } = await gateway.ask("/status/movies", nobody);

    expect(headers.get("cache-control")).toBe("public, max-age=5");
  });

  it("is there to be read, and nothing else", async () => {
    expect(await gateway.ask("/status/movies", { ...nobody, method: "POST", body: "x" })).toMatchObject({
      status: 405,
    });
    expect(await gateway.ask("/status/movies/1", nobody)).toMatchObject({ status: 404 });
  });

  it("opens no other door", async () => {
    expect(await gateway.ask("/movies", nobody)).toMatchObject({ status: 401 });
    expect(await gateway.ask("/status", nobody)).toMatchObject({ status: 404 });
  });
});
