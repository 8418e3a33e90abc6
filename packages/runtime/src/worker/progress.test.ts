import { describe, expect, it } from "@jest/globals";
import { metrics } from "@opentelemetry/api";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { createProgress } from "./progress.ts";

/** Progress, by a clock that a second passes on at every look. */
function progress() {
  let seconds = 0;
  return createProgress(() => new Date(Date.UTC(2026, 6, 1, 12, 0, ++seconds)));
}

describe("createProgress()", () => {
  it("is well before the first run: nothing has failed", async () => {
    await expect(progress().health()).resolves.toBeUndefined();
  });

  it("is not well while tries fail, and says how many did since when", async () => {
    const { failed, health } = progress();

    failed();
    await expect(health()).rejects.toThrow("no run was done: 1 try has failed since 2026-07-01T12:00:01.000Z");

    failed();
    await expect(health()).rejects.toThrow("no run was done: 2 tries have failed since 2026-07-01T12:00:01.000Z");
  });

  it("is well again once a run is done", async () => {
    const { failed, succeeded, health } = progress();
    failed();

    succeeded();

    await expect(health()).resolves.toBeUndefined();
  });

  it("remembers the last success while later tries fail", async () => {
    const { failed, succeeded, health } = progress();
    succeeded();

    failed();

    await expect(health()).rejects.toThrow(
      "the last run was done at 2026-07-01T12:00:01.000Z: 1 try has failed since 2026-07-01T12:00:02.000Z",
    );
  });

  it("counts runs and what they brought in", async () => {
    const reader = new PrometheusExporter({ preventServerStart: true });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const { succeeded, failed } = progress();

    succeeded(100);
    failed();
    succeeded(3);

    const text = new PrometheusSerializer().serialize((await reader.collect()).resourceMetrics);
    expect(text).toMatch(/^hexmart_worker_runs_total\S* 2$/m);
    expect(text).toMatch(/^hexmart_worker_items_total\S* 103$/m);
  });
});
