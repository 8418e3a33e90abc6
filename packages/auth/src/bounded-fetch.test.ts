import { describe, expect, it } from "@jest/globals";
import { boundedFetch, type Fetch } from "./bounded-fetch.ts";

const URL = "https://issuer.example/jwks";
const answering = (response: Response) => boundedFetch(async () => response, 1_000)(URL);

describe("boundedFetch()", () => {
  it("hands on status, headers and body", async () => {
    const response = await answering(Response.json({ keys: [] }, { status: 203, headers: { "x-own": "1" } }));
    expect([response.status, response.headers.get("x-own")]).toEqual([203, "1"]);
    expect(await response.json()).toEqual({ keys: [] });
  });

  it("hands on an answer without a body", async () => {
    expect((await answering(new Response(null, { status: 204 }))).status).toBe(204);
  });

  it("asks for redirects to be left alone", async () => {
    const asked: (RequestInit | undefined)[] = [];
    const fetch: Fetch = async (_url, init) => {
      asked.push(init);
      return new Response(null, { status: 302, headers: { location: "https://evil.example" } });
    };
    expect((await boundedFetch(fetch, 1_000)(URL, { redirect: "follow" })).status).toBe(302);
    expect(asked).toEqual([expect.objectContaining({ redirect: "manual" })]);
  });

  it("stops reading a body that is too long, however long it is", async () => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    await expect(answering(new Response(endless))).rejects.toThrow("answered with more than 262144 bytes");
    expect(read).toBeLessThan(10);
  });

  it("ends with its deadline, and with the caller's signal", async () => {
    const never: Fetch = (_url, init) => {
      const { promise, reject } = Promise.withResolvers<Response>();
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      return promise;
    };
    await expect(boundedFetch(never, 10)(URL)).rejects.toMatchObject({ name: "TimeoutError" });
    const caller = new AbortController();
    const asked = boundedFetch(never, 1_000)(URL, { signal: caller.signal });
    caller.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });
});
