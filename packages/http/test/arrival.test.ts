import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import type { FastifyInstance } from "fastify";
import type { ServeHttpOptions } from "../src/index.ts";
import { open } from "./server.ts";

const post = (path: string, body = "", more = "") =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-lines\r\nTransfer-Encoding: chunked\r\n${more}\r\n${chunk(body)}`;
const chunk = (data: string) => (data === "" ? "" : `${data.length.toString(16)}\r\n${data}\r\n`);
const end = "0\r\n\r\n";

/** Reads bodies at /whole at once, and at /stream as they come; says there what has come so far. */
async function listen(options: Partial<ServeHttpOptions> & { idleMs?: number; maxBytes?: number }) {
  const { idleMs = 20_000, maxBytes = 1_000, ...others } = options;
  const arrivals: string[] = [];
  const waiting = new Set<() => void>();
  const server = await open({
    ...others,
    streamedBody: ({ url }) => (url === "/stream" ? { idleMs, maxBytes } : undefined),
    routes(app: FastifyInstance) {
      app.addContentTypeParser("application/x-lines", (request, payload, done) => {
        if (request.url === "/stream") done(null, payload);
        else text(payload).then((body) => done(null, body), done);
      });
      app.post("/whole", async ({ body }) => body);
      app.post("/unread", { onRequest: async (_request, reply) => void reply.send("no") }, async () => "");
      app.post("/stream", async ({ body }) => {
        let all = "";
        for await (const piece of body as Readable) {
          all += piece;
          arrivals.push(`${piece}`);
          for (const wake of waiting) wake();
        }
        return all;
      });
    },
  });
  const arrived = async (count: number): Promise<void> => {
    while (arrivals.length < count) await new Promise<void>((wake) => waiting.add(wake));
  };
  return { ...server, arrived };
}

describe("a body", () => {
  it("that does not arrive in time is a 408, in the log too, and the connection ends", async () => {
    await using server = await listen({ bodyTimeoutMs: 20 });

    const answer = await server.send(post("/whole", "a"));

    expect(answer).toMatch(/^HTTP\/1.1 408 .*connection: close.*"type":"urn:hexmart:problem:too-slow"/is);
    await server.logger.until((lines) => lines.find(({ status, problem }) => status === 408 && problem === "too-slow"));
  });

  it("that goes on coming after the answer has its time too, and no more", async () => {
    await using server = await listen({ bodyTimeoutMs: 20 });

    expect(await server.send(post("/unread", "a"))).toMatch(/^HTTP\/1.1 200 .*no/s);
  });

  it("that has arrived is waited for no more, however long the answer takes", async () => {
    const answered = Promise.withResolvers<void>();
    await using server = await open({
      bodyTimeoutMs: 20,
      routes(app) {
        app.post("/slow", async ({ body }) => {
          await answered.promise;
          return body;
        });
        app.post("/late", async () => "");
      },
    });
    const slow = server.ask("/slow", { method: "POST", headers: { "content-type": "text/plain" }, body: "all" });
    // By then its time has passed as well.
    await server.send(post("/late", "a").replace("x-lines", "json"));

    answered.resolve();

    expect(await (await slow).text()).toBe("all");
  });
});

describe("streamedBody", () => {
  it("lets a body arrive for longer than others may take", async () => {
    await using server = await listen({ bodyTimeoutMs: 20 });
    const socket = server.dial();
    const answer = text(socket);
    socket.write(post("/stream", "one,", "Connection: close\r\n"));
    await server.arrived(1);
    // One that began later is over its time by now.
    expect(await server.send(post("/whole", "a"))).toContain("HTTP/1.1 408");

    socket.write(chunk("two") + end);

    expect(await answer).toMatch(/^HTTP\/1.1 200 .*one,two$/s);
  });

  it("ends one of which nothing more comes", async () => {
    await using server = await listen({ idleMs: 20 });

    expect(await server.send(post("/stream", "one,"))).toMatch(/^HTTP\/1.1 408 .*problem:too-slow/s);
  });

  it("ends one that grows too large", async () => {
    await using server = await listen({ maxBytes: 10 });
    const socket = server.dial();
    const answer = text(socket);
    socket.write(post("/stream", "one,"));
    await server.arrived(1);

    socket.write(chunk("too much now"));

    expect(await answer).toMatch(/^HTTP\/1.1 413 .*problem:content-too-large.*10 bytes in all/s);
  });

  it("ends where the caller goes in the middle, which is no fault of the server", async () => {
    await using server = await listen({});
    const socket = server.dial();
    socket.write(post("/stream", "one,"));
    await server.arrived(1);

    socket.destroy();

    await once(socket, "close");
    const line = await server.logger.until((lines) => lines.find(({ route }) => route === "/stream"));
    expect(line).toMatchObject({ level: "info", msg: "request finished" });
  });
});
