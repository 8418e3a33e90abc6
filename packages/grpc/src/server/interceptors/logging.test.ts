import { describe, expect, it } from "@jest/globals";
import { recordedCall } from "../../../test/recorded-call.ts";
import { recordedLogger } from "../../../test/recorded-logger.ts";
import { RpcError } from "../../rpc-error.ts";
import { logging } from "./logging.ts";

function finish(error: RpcError | undefined, level: "info" | "debug" = "info") {
  const { logger, lines } = recordedLogger();
  const { call } = recordedCall({
    requestId: "r-1",
    principal: { subject: "s", clientId: "worker", scopes: [] },
    steps: [logging({ logger, method: "a.B/C", level })],
  });
  if (error === undefined) {
    call.respond(new Uint8Array());
  } else {
    call.fail(error);
  }
  return lines;
}

describe("logging()", () => {
  it("writes one line for a call, with method, code, duration, request id and client id", () => {
    expect(finish(undefined)).toEqual([
      {
        level: "info",
        message: "call finished",
        method: "a.B/C",
        code: "OK",
        durationMs: expect.any(Number),
        requestId: "r-1",
        clientId: "worker",
      },
    ]);
  });

  it("writes of a refused call its code and reason, and nothing that the message might quote", () => {
    const error = new RpcError("NOT_FOUND", 'Discount "SECRET-CODE" does not exist', {
      details: { errorInfo: { reason: "DISCOUNT_NOT_FOUND", domain: "example.com" } },
    });
    const [line] = finish(error);
    expect(line).toMatchObject({ level: "info", code: "NOT_FOUND", reason: "DISCOUNT_NOT_FOUND" });
    expect(JSON.stringify(line)).not.toContain("SECRET-CODE");
  });

  it("writes a fault of the server in full, at level error, on the same one line", () => {
    const cause = new Error("relation does not exist");
    const lines = finish(new RpcError("INTERNAL", "opaque", { cause }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: "error", code: "INTERNAL", err: cause, requestId: "r-1" });
  });

  it("writes at level debug what is asked every few seconds", () => {
    expect(finish(undefined, "debug")).toMatchObject([{ level: "debug" }]);
  });
});
