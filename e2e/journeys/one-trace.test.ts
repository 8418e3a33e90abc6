import { join } from "node:path";
import { createProcesses, freePorts, launch } from "@hexmart/stack";
import { describe, expect, it } from "@jest/globals";
import { startCollector } from "../collector.ts";
import { temporaryDirectory } from "../system.ts";

const servers = ["identity", "discount", "product", "shopping-cart"] as const;

/** As an operator, I follow one run of a worker through every service and statement that it led to. */
describe.each(["node", "deno"] as const)("one trace on %s", (runtime) => {
  it("goes from the worker to the cart, from there to product and discount, and on to SQL", async () => {
    await using directory = await temporaryDirectory();
    await using collector = await startCollector();
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const platform = createProcesses({
      runtime,
      ports: await freePorts(),
      dataDirectory: join(directory.path, "postgres"),
      stateDirectory: join(directory.path, "state"),
    });
    {
      await using stack = await launch(platform, {
        services: servers,
        environment: Object.fromEntries(servers.map((name) => [name, environment])),
        keysDirectory: join(directory.path, "keys"),
      });
      const worker = await stack.start("shopping-cart-worker", { ...environment, MAX_CYCLES: "1" });
      expect(await worker.exited).toBe(0);
      // Each hands over its last spans before it ends.
    }

    const root = collector.spans.find(
      ({ service, name, parentId }) => service === "shopping-cart-worker" && name === "cycle" && parentId === "",
    );
    const trace = collector.spans.filter(({ traceId }) => traceId === root?.traceId);
    const has = (wanted: object) => expect(trace).toContainEqual(expect.objectContaining(wanted));
    const cart = "hexmart.shopping_cart.v1.ShoppingCartService";
    has({ service: "shopping-cart-worker", kind: "client", name: expect.stringContaining(cart) });
    has({ service: "shopping-cart-worker", kind: "client", name: expect.stringContaining("ProductService") });
    has({ service: "shopping-cart", kind: "server", name: expect.stringContaining(cart) });
    has({ service: "shopping-cart", kind: "client", name: expect.stringContaining("ProductService") });
    has({ service: "shopping-cart", kind: "client", name: expect.stringContaining("DiscountService") });
    has({ service: "shopping-cart-worker", kind: "client", name: "POST" });
    has({ service: "identity", kind: "server", name: "POST /connect/token" });
    has({ service: "product", kind: "server" });
    has({ service: "discount", kind: "server" });
    for (const service of ["shopping-cart", "product", "discount"]) {
      has({ service, kind: "client", attributes: expect.objectContaining({ "db.system.name": "postgresql" }) });
    }

    // One tree: every span but the first hangs below another of the same trace.
    const ids = new Set(trace.map(({ spanId }) => spanId));
    expect(trace.filter(({ parentId }) => !ids.has(parentId))).toEqual([root]);
    // And no user, token or value in it.
    const said = JSON.stringify(collector.spans);
    for (const secret of ["alice", "CODE_100", "Bearer", "eyJ"]) expect(said).not.toContain(secret);
  }, 180_000);
});
