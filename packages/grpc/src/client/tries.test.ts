import { describe, expect, it } from "@jest/globals";
import { RpcError } from "../rpc-error.ts";
import type { Route } from "./route.ts";
import { callUntilAnswered } from "./tries.ts";

/** A route on which every failed try is made again. */
const route: Route = {
  channel: {
    call() {
      throw new Error("nothing is sent in this test");
    },
    close() {},
  },
  accessToken: undefined,
  observe: undefined,
  timeoutMs: 1_000,
  retries: { succeeded() {}, failed: async () => true },
};

describe("callUntilAnswered()", () => {
  it("does not make a call again whose header the caller has been told of", async () => {
    let made = 0;
    const headers: Headers[] = [];
    const call = callUntilAnswered(route, { onHeader: (header) => headers.push(header) }, async (call) => {
      made += 1;
      call.header({ "x-request-id": "order-1" });
      throw new RpcError("UNAVAILABLE", "gone after the header");
    });
    await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(made).toBe(1);
    expect(headers).toHaveLength(1);
  });

  it("gives each try the deadline of the first", async () => {
    const deadlines: number[] = [];
    await expect(
      callUntilAnswered(
        { ...route, retries: { succeeded() {}, failed: async ({ tries }) => tries < 3 } },
        {},
        async (call) => {
          deadlines.push(call.deadline);
          throw new RpcError("UNAVAILABLE", "away");
        },
      ),
    ).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(deadlines).toHaveLength(3);
    expect(new Set(deadlines).size).toBe(1);
  });
});
