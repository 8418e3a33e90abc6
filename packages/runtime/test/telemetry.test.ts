import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { runtimes, start } from "./process.ts";

const API_KEY = "correct-horse-battery";

/** A collector that takes OTLP over HTTP and keeps it as text: names in protobuf are plain UTF-8. */
async function startCollector(): Promise<
  { readonly url: string; readonly received: ReadonlyMap<string, string> } & AsyncDisposable
> {
  const received = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.set(request.url ?? "", (received.get(request.url ?? "") ?? "") + Buffer.concat(chunks).toString("utf8"));
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const adminOf = async (service: ReturnType<typeof start>) => (await service.line("admin.opened")).address;
const get = async (address: string | undefined, page: string, init?: RequestInit) => {
  const response = await fetch(`http://${address}${page}`, init);
  return { status: response.status, text: await response.text() };
};

describe.each(Object.entries(runtimes))("a watched process on %s", (_, command) => {
  it("answers at its admin port whether it lives, may be sent work, and how it does", async () => {
    await using service = start(command, { API_KEY, ADMIN_ADDRESS: "127.0.0.1:0" });
    await service.line("ready");
    const admin = await adminOf(service);

    expect(await get(admin, "/livez")).toEqual({ status: 200, text: "ok\n" });
    expect(await get(admin, "/readyz")).toEqual({ status: 200, text: "ok\n" });
    expect((await get(admin, "/metrics")).text).toMatch(/^target_info\{.*service_name="fixture".*\} 1$/m);
    expect((await get(admin, "/")).status).toBe(404);
    expect((await get(admin, "/livez", { method: "POST" })).status).toBe(405);
  });

  it("is not ready while it starts, while its health check fails, and while it drains", async () => {
    await using starting = start(command, { API_KEY, ADMIN_ADDRESS: "127.0.0.1:0", BEHAVIOUR: "start-hangs" });
    await using sick = start(command, { API_KEY, ADMIN_ADDRESS: "127.0.0.1:0", BEHAVIOUR: "sick" });
    await using draining = start(command, { API_KEY, ADMIN_ADDRESS: "127.0.0.1:0", BEHAVIOUR: "drain-hangs" });
    await Promise.all([starting.line("starting"), sick.line("ready"), draining.line("ready")]);
    draining.signal("SIGTERM");
    await draining.line("draining");

    expect(await get(await adminOf(starting), "/readyz")).toEqual({ status: 503, text: "starting\n" });
    expect(await get(await adminOf(sick), "/readyz")).toEqual({ status: 503, text: "the database is away\n" });
    expect(await get(await adminOf(draining), "/readyz")).toEqual({ status: 503, text: "draining\n" });
    expect((await get(await adminOf(draining), "/livez")).status).toBe(200);
  });

  it("counts the cycles of a loop and the tries in it", async () => {
    await using service = start(command, { API_KEY, ADMIN_ADDRESS: "127.0.0.1:0", BEHAVIOUR: "loop" });
    const admin = await adminOf(service);

    let metrics = "";
    while (!/^hexmart_loop_cycles_total\{[^}]*outcome="succeeded"[^}]*\} 3$/m.test(metrics)) {
      metrics = (await get(admin, "/metrics")).text;
    }
    expect(metrics).toMatch(/^hexmart_retry_failed_tries_total(\{[^}]*\})? 2$/m);
    expect(Number(/^hexmart_loop_last_success(?:_seconds)?(?:\{[^}]*\})? (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(
      1e9,
    );
  });

  it("hands its traces and metrics to a collector before it ends, and names the trace in its log", async () => {
    await using collector = await startCollector();
    await using service = start(command, {
      API_KEY,
      BEHAVIOUR: "loop",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
    });
    const line = await service.line("in a cycle");
    service.signal("SIGTERM");
    await service.exit;

    expect(line).toMatchObject({ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/), span_id: expect.any(String) });
    expect(collector.received.get("/v1/traces")).toContain("cycle");
    expect(collector.received.get("/v1/metrics")).toContain("hexmart.loop.cycles");
    for (const text of collector.received.values()) {
      expect(text).toContain("fixture");
      expect(text).toContain("deployment.environment.name");
      expect(text).not.toContain(API_KEY);
    }
  });

  it("goes by another name and keeps no trace where OTEL_ variables say so", async () => {
    await using collector = await startCollector();
    await using service = start(command, {
      API_KEY,
      BEHAVIOUR: "loop",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: "another",
      OTEL_TRACES_SAMPLER: "always_off",
    });
    await service.line("in a cycle");
    service.signal("SIGTERM");
    await service.exit;

    expect(collector.received.get("/v1/metrics")).toContain("another");
    expect(collector.received.has("/v1/traces")).toBe(false);
  });

  it("works and ends as ever when its collector is away, and says so once", async () => {
    await using service = start(command, {
      API_KEY,
      BEHAVIOUR: "loop",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
    });
    await service.line("in a cycle");
    service.signal("SIGTERM");
    await service.line("stopped");
    await service.exit;

    expect(service.lines().filter(({ event }) => event === "telemetry.failed").length).toBeLessThanOrEqual(1);
  });

  it("exits with 69 and names the variable when the admin address is taken", async () => {
    await using other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    const ADMIN_ADDRESS = `127.0.0.1:${(other.address() as AddressInfo).port}`;

    await using service = start(command, { API_KEY, ADMIN_ADDRESS });

    expect(await service.exit).toBe(69);
    expect((await service.line("unavailable")).msg).toContain(`cannot listen on ${ADMIN_ADDRESS}`);
    expect((await service.line("unavailable")).msg).toContain("set ADMIN_ADDRESS");
  });
});

describe("a process that nobody watches", () => {
  const [node = "", script = ""] = runtimes.Node ?? [];
  const preload = fileURLToPath(new URL("./fixtures/list-modules.ts", import.meta.url));
  const modulesOf = async (environment: Record<string, string>) => {
    await using service = start([node, "--import", preload, script], { API_KEY, BEHAVIOUR: "work", ...environment });
    await service.exit;
    return service.stderr();
  };

  it("loads OpenTelemetry's API and nothing else of it", async () => {
    const unwatched = await modulesOf({});
    expect(unwatched).toContain("@opentelemetry/api/");
    expect(unwatched).not.toMatch(/@opentelemetry\/(?!api\/)/);
  });

  it("would be found out if it did: one that is watched loads the SDK", async () => {
    const watched = await modulesOf({ ADMIN_ADDRESS: "127.0.0.1:0" });
    expect(watched).toContain("@opentelemetry/sdk-metrics");
    expect(watched).toContain("@opentelemetry/sdk-trace");
  });
});
