import { describe, expect, it } from "@jest/globals";
import { recordedCall } from "../../../test/recorded-call.ts";
import { markReceived, RpcError } from "../../rpc-error.ts";
import type { MapError } from "./errors.ts";
import { errors } from "./errors.ts";

function translate(thrown: unknown, mapError?: MapError): RpcError | undefined {
  const { call } = recordedCall({ requestId: "r-1" });
  return errors(mapError).translate?.(call, thrown);
}

describe("errors()", () => {
  it("passes an RpcError of the handler on", () => {
    const thrown = new RpcError("NOT_FOUND", "no such thing");
    expect(translate(thrown)).toBe(thrown);
  });

  it("asks mapError first", () => {
    const mapped = new RpcError("FAILED_PRECONDITION", "not now");
    expect(translate(new Error("domain"), () => mapped)).toBe(mapped);
  });

  it.each([
    ["an Error", new Error("password=hunter2")],
    ["a string", "password=hunter2"],
    ["nothing", undefined],
  ])("hides %s behind INTERNAL and the request id, and keeps it as the cause", (_name, thrown) => {
    const error = translate(thrown);
    expect(error).toMatchObject({ code: "INTERNAL", details: { requestInfo: { requestId: "r-1" } } });
    expect(error?.message).not.toContain("hunter2");
    expect(error?.cause).toBe(thrown);
  });

  it("hides what another server answered, since it is about a call that our caller knows nothing of", () => {
    expect(translate(markReceived(new RpcError("PERMISSION_DENIED", "theirs")))).toMatchObject({ code: "INTERNAL" });
  });

  it.each(["UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"] as const)("passes a downstream %s on", (code) => {
    const received = markReceived(
      new RpcError(code, "theirs", { details: { retryInfo: { retryDelay: { seconds: 2n } } }, metadata: { a: "b" } }),
    );
    const error = translate(received);
    expect(error).toMatchObject({ code, details: { retryInfo: { retryDelay: { seconds: 2n } } } });
    expect([...(error?.metadata.keys() ?? [])]).toEqual([]);
  });

  it("says UNAVAILABLE where a server downstream is full for a moment, and INTERNAL where it is out of something", () => {
    const details = { retryInfo: { retryDelay: { nanos: 200_000_000 } } };
    expect(translate(markReceived(new RpcError("RESOURCE_EXHAUSTED", "full", { details })))).toMatchObject({
      code: "UNAVAILABLE",
      details,
    });
    expect(translate(markReceived(new RpcError("RESOURCE_EXHAUSTED", "too large")))).toMatchObject({
      code: "INTERNAL",
    });
  });

  it("survives a mapError that fails itself", () => {
    const error = translate(new Error("first"), () => {
      throw new Error("second");
    });
    expect(error).toMatchObject({ code: "INTERNAL", cause: { errors: [{ message: "first" }, { message: "second" }] } });
  });
});
