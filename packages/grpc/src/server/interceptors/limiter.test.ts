import { describe, expect, it } from "@jest/globals";
import { recordedCall, thrownBy } from "../../../test/recorded-call.ts";
import type { MethodKind } from "../../engine/port.ts";
import { RpcError } from "../../rpc-error.ts";
import type { InboundCall } from "../inbound-call.ts";
import { createLimiter } from "./limiter.ts";

/** A call of some kind that asks this limiter for a slot; `refused` is what it was told. */
async function arrive(limiter: ReturnType<typeof createLimiter>, kind: MethodKind) {
  const step = limiter(kind);
  const { call } = recordedCall({ steps: [step] });
  let refused: unknown;
  try {
    await step.start?.(call);
  } catch (thrown) {
    refused = thrown;
  }
  return { call, refused };
}

describe("the limiter", () => {
  it("lets calls in up to the limit, and asks the one beyond to come back a moment later", async () => {
    const limiter = createLimiter({ inFlight: 2, streams: 1 });
    expect(await arrive(limiter, "unary")).toMatchObject({ refused: undefined });
    expect(await arrive(limiter, "unary")).toMatchObject({ refused: undefined });
    expect((await arrive(limiter, "unary")).refused).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      details: {
        errorInfo: { reason: "TOO_MANY_CALLS", domain: "hexmart.dev", metadata: { limit: "2" } },
        retryInfo: { retryDelay: { nanos: 200_000_000 } },
      },
    });
  });

  it("counts all methods of a server together, and streams apart from unary calls", async () => {
    const limiter = createLimiter({ inFlight: 1, streams: 2 });
    expect((await arrive(limiter, "client_streaming")).refused).toBeUndefined();
    expect((await arrive(limiter, "server_streaming")).refused).toBeUndefined();
    expect((await arrive(limiter, "bidi_streaming")).refused).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect((await arrive(limiter, "unary")).refused).toBeUndefined();
  });

  it.each<[string, (call: InboundCall) => void]>([
    ["its answer", (call) => call.respond(new Uint8Array())],
    ["the end of its stream", (call) => call.complete()],
    ["an error", (call) => call.fail(new RpcError("NOT_FOUND", "no"))],
    ["a caller who cancels", (call) => call.cancelled(undefined)],
    ["a refusal by the transport", (call) => call.cancelled(8)],
  ])("gives the slot of a call back with %s, once", async (_name, end) => {
    const limiter = createLimiter({ inFlight: 1, streams: 1 });
    const { call } = await arrive(limiter, "unary");
    end(call);
    end(call);
    expect((await arrive(limiter, "unary")).refused).toBeUndefined();
    expect((await arrive(limiter, "unary")).refused).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  it("gives back no slot for a call that had none", async () => {
    const limiter = createLimiter({ inFlight: 1, streams: 1 });
    await arrive(limiter, "unary");
    const { call, refused } = await arrive(limiter, "unary");
    call.fail(refused as RpcError);
    expect((await arrive(limiter, "unary")).refused).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  it.each([
    [{ inFlight: 0, streams: 1 }, "limits.inFlight"],
    [{ inFlight: 1, streams: Number.NaN }, "limits.streams"],
  ])("refuses limits that would let nothing in: %j", async (limits, named) => {
    expect(await thrownBy(() => createLimiter(limits))).toMatchObject({ message: expect.stringContaining(named) });
  });
});
