import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { launch } from "./launch.ts";
import type { Platform } from "./platform.ts";

/** A platform whose services say what a test lets them say. */
function createPlatform(lines: readonly string[], exitCode?: number) {
  const stopped: string[] = [];
  const platform: Platform = {
    name: "processes",
    runtime: "node",
    listen: (service) => `${service}:1`,
    address: (service) => `${service}:1`,
    origin: (service) => `http://${service}.localhost:1`,
    stateDirectory: (service) => `/state/${service}`,
    async startPostgres() {
      return {
        outside: "postgres://127.0.0.1:1",
        inside: "postgres://127.0.0.1:1",
        restart: async () => {},
        crash: async () => {},
      };
    },
    async startService(service, _environment, onLine) {
      const exit = Promise.withResolvers<number | null>();
      for (const line of lines) onLine(line);
      if (exitCode !== undefined) exit.resolve(exitCode);
      const end = async () => {
        stopped.push(service);
        exit.resolve(0);
      };
      return { address: undefined, exited: exit.promise, stop: end, kill: end };
    },
    async [Symbol.asyncDispose]() {
      stopped.push("platform");
    },
  };
  return { platform, stopped };
}

const ready = '{"level":"info","msg":"ready","event":"ready"}';
const keysDirectory = () => mkdtemp(join(tmpdir(), "hexmart-launch-"));

describe("launch()", () => {
  it("stops callers before the called, and the platform last", async () => {
    const { platform, stopped } = createPlatform([ready]);
    const stack = await launch(platform, { services: ["product-worker"], keysDirectory: await keysDirectory() });

    await stack[Symbol.asyncDispose]();

    expect(stopped).toEqual(["product-worker", "platform"]);
  });

  it("says why a service did not get ready, in the service's own words, and stops what was up", async () => {
    const { platform, stopped } = createPlatform(['{"level":"error","msg":"port 1 is taken"}'], 69);

    await expect(
      launch(platform, { services: ["product-worker"], keysDirectory: await keysDirectory() }),
    ).rejects.toThrow("product-worker ended with 69 before it was ready: port 1 is taken");
    expect(stopped).toContain("platform");
  });

  it("ends the start of all others when one part fails, and leaves none of them running", async () => {
    const { platform, stopped } = createPlatform([]);
    const startService = platform.startService;
    const failing: Platform = {
      ...platform,
      // The one dies; the other would not be ready for a minute.
      startService: (service, environment, onLine) =>
        service === "product-worker"
          ? createPlatform([], 69).platform.startService(service, environment, onLine)
          : startService(service, environment, onLine),
    };

    await expect(
      launch(failing, {
        services: ["product-worker", "shopping-cart-worker"],
        keysDirectory: await keysDirectory(),
      }),
    ).rejects.toThrow("product-worker ended with 69 before it was ready");
    expect(stopped).toEqual(["shopping-cart-worker", "platform"]);
  });

  it("gives up when asked to, before anything is ready", async () => {
    const { platform, stopped } = createPlatform([]);

    await expect(
      launch(platform, {
        services: ["product-worker"],
        keysDirectory: await keysDirectory(),
        signal: AbortSignal.abort(new Error("Ctrl-C")),
      }),
    ).rejects.toThrow("Ctrl-C");
    expect(stopped).toContain("platform");
  });
});
