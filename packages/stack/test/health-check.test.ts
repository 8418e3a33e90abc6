import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "@hexmart/grpc";
import { silentLogger } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";

const program = join(import.meta.dirname, "../src/cli/health-check.ts");

/** On Deno the program that runs this test is another, and has to be told to run a file. */
const toRun = "deno" in process.versions ? ["run", "-A", "--quiet"] : [];

/** What a container engine makes of a container whose service was told this. */
async function check(env: Readonly<Record<string, string>>): Promise<"healthy" | "unhealthy"> {
  const child = spawn(process.execPath, [...toRun, program], {
    env: { HOME: process.env.HOME ?? "", ...env },
    stdio: "ignore",
  });
  const [code] = await once(child, "exit");
  return code === 0 ? "healthy" : "unhealthy";
}

/** The port of a server that listens on all addresses, as one in a container does. */
const everywhere = (address: string) => `0.0.0.0:${address.split(":").at(-1)}`;

async function answering(status: number) {
  const server = createServer((request, response) =>
    response.writeHead(request.url === "/readyz" ? status : 404).end(),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `0.0.0.0:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

describe("health-check", () => {
  it("asks a gRPC server by gRPC's health protocol", async () => {
    let well = true;
    const server = await serve({
      address: "127.0.0.1:0",
      services: [],
      auth: "none",
      health: async () => {
        if (!well) throw new Error("the database is away");
      },
      logger: silentLogger,
    });
    const GRPC_ADDRESS = everywhere(server.address);

    expect(await check({ GRPC_ADDRESS })).toBe("healthy");
    well = false;
    // A server believes for a second what it has found out of its health.
    while ((await check({ GRPC_ADDRESS })) === "healthy");
    await server.drain();
    expect(await check({ GRPC_ADDRESS })).toBe("unhealthy");
  }, 60_000);

  it("asks an HTTP server, and the admin port of a worker, by /readyz", async () => {
    await using well = await answering(200);
    await using ill = await answering(503);

    expect(await check({ HTTP_ADDRESS: well.address, ADMIN_ADDRESS: ill.address })).toBe("healthy");
    expect(await check({ HTTP_ADDRESS: ill.address })).toBe("unhealthy");
    expect(await check({ ADMIN_ADDRESS: ill.address })).toBe("unhealthy");
  }, 60_000);

  it("takes a worker without an admin port for well while it runs", async () => {
    expect(await check({})).toBe("healthy");
  }, 60_000);
});
