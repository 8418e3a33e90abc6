import { describe, expect, it } from "@jest/globals";
import { EchoService, UnruledService } from "../../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { markReceived, RpcError } from "../rpc-error.ts";
import type { FailedTry } from "./retries.ts";
import { createRetries, mayBeRepeated } from "./retries.ts";

/** Retries at noon of day one, whose pauses are written down instead of waited for. */
function recordedRetries(random = 0.5) {
  const pauses: number[] = [];
  const retries = createRetries({
    random: () => random,
    now: () => 0,
    async pause(timeoutMs) {
      pauses.push(timeoutMs);
    },
  });
  return { retries, pauses };
}

type ErrorOptions = ConstructorParameters<typeof RpcError>[2];

function answered(code: RpcError["code"], options?: ErrorOptions): RpcError {
  return markReceived(new RpcError(code, "no", options));
}

function failure(error: unknown, own: Partial<FailedTry> = {}): FailedTry {
  return { error, tries: 1, deadline: 10_000, signals: [], ...own };
}

const inASecond = { details: { retryInfo: { retryDelay: { seconds: 1n } } } };

describe("mayBeRepeated()", () => {
  it("is what the contract says of unary methods", () => {
    expect(mayBeRepeated(EchoService.method.echo)).toBe(true);
    expect(mayBeRepeated(UnruledService.method.remember)).toBe(true);
    expect(mayBeRepeated(UnruledService.method.forget)).toBe(false);
  });

  it("is never true of a stream", () => {
    expect(mayBeRepeated({ ...EchoService.method.countDown, idempotency: 1 })).toBe(false);
  });
});

describe("a retry", () => {
  it("waits twice as long each time, and gives up after the third try", async () => {
    const { retries, pauses } = recordedRetries();
    expect(await retries.failed(failure(answered("UNAVAILABLE"), { tries: 1 }))).toBe(true);
    expect(await retries.failed(failure(answered("UNAVAILABLE"), { tries: 2 }))).toBe(true);
    expect(await retries.failed(failure(answered("UNAVAILABLE"), { tries: 3 }))).toBe(false);
    expect(pauses).toEqual([100, 200]);
  });

  it.each([
    [0, 80],
    [1, 120],
  ])("comes at another moment for each caller: random %d", async (random, expected) => {
    const { retries, pauses } = recordedRetries(random);
    await retries.failed(failure(answered("UNAVAILABLE")));
    expect(pauses).toEqual([expected]);
  });

  it.each(["NOT_FOUND", "INTERNAL", "ABORTED", "DEADLINE_EXCEEDED", "UNAUTHENTICATED"] as const)(
    "is not made after %s, whatever RetryInfo says",
    async (code) => {
      const { retries } = recordedRetries();
      expect(await retries.failed(failure(answered(code, inASecond)))).toBe(false);
    },
  );

  it("is made after RESOURCE_EXHAUSTED only where the server says when", async () => {
    const { retries, pauses } = recordedRetries();
    expect(await retries.failed(failure(answered("RESOURCE_EXHAUSTED")))).toBe(false);
    expect(await retries.failed(failure(answered("RESOURCE_EXHAUSTED", inASecond)))).toBe(true);
    expect(pauses).toEqual([1_250]);
  });

  it.each([
    [0, 1_000],
    [1, 1_500],
  ])("waits at least as long as RetryInfo asks: random %d", async (random, expected) => {
    const { retries, pauses } = recordedRetries(random);
    await retries.failed(failure(answered("UNAVAILABLE", inASecond)));
    expect(pauses).toEqual([expected]);
  });

  it("waits exactly as long as the server pushes it back", async () => {
    const { retries, pauses } = recordedRetries();
    const metadata = { "grpc-retry-pushback-ms": "700" };
    expect(await retries.failed(failure(answered("UNAVAILABLE", { ...inASecond, metadata })))).toBe(true);
    expect(await retries.failed(failure(answered("RESOURCE_EXHAUSTED", { metadata })))).toBe(true);
    expect(pauses).toEqual([700, 700]);
  });

  it.each(["-1", "soon", "", "1, 2"])("is not made where the server pushes back %j", async (pushback) => {
    const { retries } = recordedRetries();
    const metadata = { "grpc-retry-pushback-ms": pushback };
    expect(await retries.failed(failure(answered("UNAVAILABLE", { metadata })))).toBe(false);
  });

  it("is not made where it would come after the deadline", async () => {
    const { retries, pauses } = recordedRetries();
    expect(await retries.failed(failure(answered("UNAVAILABLE"), { deadline: 100 }))).toBe(false);
    expect(await retries.failed(failure(answered("UNAVAILABLE"), { deadline: 101 }))).toBe(true);
    expect(pauses).toEqual([100]);
  });

  it("is not made for an error of this side", async () => {
    const { retries } = recordedRetries();
    expect(await retries.failed(failure(new RpcError("UNAVAILABLE", "no token")))).toBe(false);
    expect(await retries.failed(failure(new Error("a bug")))).toBe(false);
  });
});

describe("the throttle", () => {
  async function fail(retries: ReturnType<typeof createRetries>, times: number): Promise<boolean[]> {
    const outcomes: boolean[] = [];
    for (let time = 0; time < times; time += 1) {
      outcomes.push(await retries.failed(failure(answered("UNAVAILABLE"))));
    }
    return outcomes;
  }

  it("stops retries of a server that fails again and again", async () => {
    const { retries } = recordedRetries();
    expect(await fail(retries, 49)).not.toContain(false);
    expect(await fail(retries, 2)).toEqual([false, false]);
  });

  it("allows them again after successes enough", async () => {
    const { retries } = recordedRetries();
    await fail(retries, 50);
    for (let success = 0; success < 9; success += 1) {
      retries.succeeded();
    }
    expect(await fail(retries, 1)).toEqual([false]);
    for (let success = 0; success < 12; success += 1) {
      retries.succeeded();
    }
    expect(await fail(retries, 1)).toEqual([true]);
  });

  it("counts a server that pushes back for good, but not failures that say nothing of its strength", async () => {
    const { retries } = recordedRetries();
    for (let time = 0; time < 9; time += 1) {
      await retries.failed(failure(answered("NOT_FOUND")));
    }
    for (let time = 0; time < 49; time += 1) {
      await retries.failed(failure(answered("UNAVAILABLE", { metadata: { "grpc-retry-pushback-ms": "-1" } })));
    }
    expect(await fail(retries, 2)).toEqual([false, false]);
  });
});
