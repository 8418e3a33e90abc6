import { join } from "node:path";
import { audiences, createProcesses, freePorts, launch, temporaryDirectory } from "@hexmart/stack";
import { describe, expect, it } from "@jest/globals";
import { type Collector, startCollector } from "../collector.ts";

const servers = ["identity", "discount", "product", "shopping-cart"] as const;
const behindTheGateway = ["identity", "movies-api", "discount", "product", "shopping-cart", "api-gateway"] as const;

function withTracesTo({ url }: Collector, services: readonly string[]) {
  return Object.fromEntries(services.map((name) => [name, { OTEL_EXPORTER_OTLP_ENDPOINT: url }]));
}

/** As an operator, I follow one run of a worker through every service and statement that it led to. */
describe.each(["node", "deno"] as const)("one trace on %s", (runtime) => {
  it("goes from the worker to the cart, from there to product and discount, and on to SQL", async () => {
    await using directory = await temporaryDirectory("e2e");
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
        environment: withTracesTo(collector, servers),
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

  it("goes from a browser through the gateway to REST and gRPC servers, and on to SQL", async () => {
    await using directory = await temporaryDirectory("e2e");
    await using collector = await startCollector();
    const platform = createProcesses({
      runtime,
      ports: await freePorts(),
      dataDirectory: join(directory.path, "postgres"),
      stateDirectory: join(directory.path, "state"),
    });
    const ofBrowser = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
    {
      const look = {
        [audiences["movies-api"]]: ["movies.read"],
        [audiences.product]: ["product.read"],
      };
      await using stack = await launch(platform, {
        services: behindTheGateway,
        environment: withTracesTo(collector, behindTheGateway),
        clients: { look },
        keysDirectory: join(directory.path, "keys"),
      });
      const ask = async (path: string, audience: string) => {
        const response = await fetch(`${stack.origin("api-gateway")}${path}`, {
          headers: {
            authorization: `Bearer ${await stack.accessToken("look", audience)}`,
            traceparent: `00-${ofBrowser.traceId}-${ofBrowser.spanId}-01`,
          },
        });
        expect([response.status, await response.json()]).toEqual([200, expect.any(Object)]);
      };
      await ask("/movies?page_size=1&owner=alice", audiences["movies-api"]);
      await ask("/v1/products/01900000-0000-7000-8000-000000000001", audiences.product);
    }

    const trace = collector.spans.filter(({ traceId }) => traceId === ofBrowser.traceId);
    const find = (wanted: Partial<(typeof trace)[number]>) =>
      trace.find((span) => Object.entries(wanted).every(([key, value]) => span[key as keyof typeof span] === value));
    const rest = find({ service: "api-gateway", kind: "server", name: "GET /movies", parentId: ofBrowser.spanId });
    const sent = find({ service: "api-gateway", kind: "client", parentId: `${rest?.spanId}` });
    const movies = find({ service: "movies-api", kind: "server", parentId: `${sent?.spanId}` });
    const grpc = find({ service: "api-gateway", kind: "server", name: "GET /v1/products/{id}" });
    const called = find({ service: "api-gateway", kind: "client", parentId: `${grpc?.spanId}` });
    const product = find({ service: "product", kind: "server", parentId: `${called?.spanId}` });
    expect(sent).toMatchObject({ name: "GET /v1/movies/**", attributes: { "http.response.status_code": "200" } });
    expect(grpc?.parentId).toBe(ofBrowser.spanId);
    for (const { service, spanId } of [movies, product].filter((span) => span !== undefined)) {
      const sql = expect.objectContaining({ "db.system.name": "postgresql" });
      expect(trace).toContainEqual(expect.objectContaining({ service, parentId: spanId, attributes: sql }));
    }
    expect([movies, product]).not.toContain(undefined);
    // Nothing hangs in the air, and nothing tells who was asked for.
    const ids = new Set([ofBrowser.spanId, ...trace.map(({ spanId }) => spanId)]);
    expect(trace.filter(({ parentId }) => !ids.has(parentId))).toEqual([]);
    const said = JSON.stringify(collector.spans);
    for (const secret of ["alice", "Bearer", "eyJ"]) expect(said).not.toContain(secret);
  }, 180_000);
});
