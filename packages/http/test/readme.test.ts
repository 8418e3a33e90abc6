import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";

const root = join(import.meta.dirname, "..");

describe("the example of README.md", () => {
  it("runs as it stands, given what it speaks of", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const [, example = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    const file = join(root, "test", `readme-example-${process.pid}.ts`);
    await writeFile(
      file,
      `import { silentLogger as logger } from "@hexmart/testing";
      import type { FastifyRequest } from "fastify";
      import { createBearer, defineProblems, serveHttp } from "../src/index.ts";
      class CartFull extends Error {}
      const database = { ping: async () => {} };
      const verify = async () => ({ subject: "s", clientId: "web", scopes: ["cart.read"], username: "alice" });
      export async function example() {
        ${example.replace(/^import .*\n/, "")}
        return server;
      }`,
    );
    try {
      const server = await (await import(pathToFileURL(file).href)).example();
      const headers = { authorization: "Bearer token" };
      const response = await fetch(`http://${server.address}/v1/cart`, { headers });
      expect(await response.json()).toEqual({ owner: "alice" });
      await server.drain();
    } finally {
      await rm(file);
    }
  });
});
