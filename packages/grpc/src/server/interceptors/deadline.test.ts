import { describe, expect, it, jest } from "@jest/globals";
import { recordedCall, thrownBy } from "../../../test/recorded-call.ts";
import { deadline, parseTimeout } from "./deadline.ts";

const timeouts = { unaryMs: 1_000, streamMs: 5_000 };

describe("parseTimeout()", () => {
  it.each([
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["3S", 3_000],
    ["250m", 250],
    ["500u", 0.5],
    ["100n", 0.0001],
    ["99999999S", 99_999_999_000],
  ])("reads %s", (timeout, ms) => {
    expect(parseTimeout(timeout)).toBeCloseTo(ms);
  });

  it.each(["", "S", "10", "10Sx", "x10S", "1.5S", "-1S", "123456789S", "10 S", "10s"])("refuses %j", (timeout) => {
    expect(parseTimeout(timeout)).toBeUndefined();
  });
});

describe("deadline()", () => {
  it("ends the call when the caller's time is over, and aborts its signal", () => {
    jest.useFakeTimers();
    try {
      const step = deadline({ kind: "unary", timeouts });
      const { call, sent } = recordedCall({ timeout: "200m", steps: [step] });
      step.start?.(call);
      jest.advanceTimersByTime(199);
      expect(call.signal.aborted).toBe(false);
      jest.advanceTimersByTime(1);
      expect(sent.status?.code).toBe(4);
      expect(call.signal.reason).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    ["gives a unary call without one the server's", "unary", undefined, 1_000],
    ["gives a stream without one the server's for streams", "bidi_streaming", undefined, 5_000],
    ["never lets the caller have more than the server's", "unary", "99999999H", 1_000],
  ] as const)("%s", (_name, kind, timeout, expectedMs) => {
    jest.useFakeTimers({ now: 0 });
    try {
      const step = deadline({ kind, timeouts });
      const { call } = recordedCall({ ...(timeout === undefined ? {} : { timeout }), steps: [step] });
      step.start?.(call);
      expect(call.deadline).toEqual(new Date(expectedMs));
      call.respond(new Uint8Array());
    } finally {
      jest.useRealTimers();
    }
  });

  it("stops its timer when the call ends", () => {
    jest.useFakeTimers();
    try {
      const step = deadline({ kind: "unary", timeouts });
      const { call } = recordedCall({ steps: [step] });
      step.start?.(call);
      call.respond(new Uint8Array());
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it("refuses a timeout that gRPC does not know", async () => {
    const { call } = recordedCall({ timeout: "10Sx" });
    const error = await thrownBy(() => deadline({ kind: "unary", timeouts }).start?.(call));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", message: expect.stringContaining("grpc-timeout") });
  });
});
