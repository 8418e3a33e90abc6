import { describe, expect, it } from "@jest/globals";
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from "../gen/health/v1/health_pb.ts";
import { connect } from "../src/index.ts";
import { failureOf, serveEcho } from "./echo.ts";

const name = "hexmart.grpc.testing.v1.EchoService";

describe("grpc.health.v1.Health", () => {
  it("says SERVING of the server and of each service, to anybody", async () => {
    await using echo = await serveEcho();
    using health = connect(Health, { address: echo.server.address });
    expect(await health.check({})).toMatchObject({ status: ServingStatus.SERVING });
    expect(await health.check({ service: name })).toMatchObject({ status: ServingStatus.SERVING });
    expect(await health.list({})).toMatchObject({
      statuses: { "": { status: ServingStatus.SERVING }, [name]: { status: ServingStatus.SERVING } },
    });
  });

  it("does not know a service that the server does not have", async () => {
    await using echo = await serveEcho();
    using health = connect(Health, { address: echo.server.address });
    expect(await failureOf(health.check({ service: "no.Such" }))).toMatchObject({ code: "NOT_FOUND" });
    for await (const { status } of health.watch({ service: "no.Such" })) {
      expect(status).toBe(ServingStatus.SERVICE_UNKNOWN);
      break;
    }
  });

  it("says NOT_SERVING while the probe fails, and of a probe that hangs", async () => {
    async function failing(): Promise<void> {
      throw new Error("no database");
    }
    await using echo = await serveEcho({}, { health: failing });
    using health = connect(Health, { address: echo.server.address });
    expect(await health.check({ service: name })).toMatchObject({ status: ServingStatus.NOT_SERVING });
    expect(echo.lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: "the health probe has failed" }),
    );
  });

  it("tells a watcher of each change, and lets it go when the server drains", async () => {
    let healthy = true;
    await using echo = await serveEcho(
      {},
      {
        async health() {
          if (!healthy) {
            throw new Error("no database");
          }
        },
      },
    );
    using health = connect(Health, { address: echo.server.address });
    const seen: ServingStatus[] = [];
    let drained: Promise<void> | undefined;
    for await (const { status } of health.watch({ service: name })) {
      seen.push(status);
      if (seen.length === 1) {
        healthy = false;
      } else if (seen.length === 2) {
        healthy = true;
      } else if (seen.length === 3) {
        drained = echo.server.drain();
      }
    }
    await drained;
    expect(seen).toEqual([
      ServingStatus.SERVING,
      ServingStatus.NOT_SERVING,
      ServingStatus.SERVING,
      ServingStatus.NOT_SERVING,
    ]);
  });

  it("lists each service as its probe says", async () => {
    await using echo = await serveEcho({}, { health: () => Promise.reject(new Error("no database")) });
    using health = connect(Health, { address: echo.server.address });
    expect(await health.list({})).toMatchObject({
      statuses: { "": { status: ServingStatus.NOT_SERVING }, [name]: { status: ServingStatus.NOT_SERVING } },
    });
  });

  it("is asked too often to be worth a line at level info", async () => {
    await using echo = await serveEcho();
    using health = connect(Health, { address: echo.server.address });
    await health.check({});
    expect(echo.lines).toMatchObject([{ level: "debug", method: "grpc.health.v1.Health/Check" }]);
  });
});
