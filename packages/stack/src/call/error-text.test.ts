import { RpcError } from "@hexmart/grpc";
import { describe, expect, it } from "@jest/globals";
import { errorText } from "./error-text.ts";

describe("errorText()", () => {
  it("has a line for each thing that the error says", () => {
    const error = new RpcError("INVALID_ARGUMENT", "Cannot do it", {
      metadata: { "x-request-id": "7" },
      details: {
        errorInfo: { reason: "SCOPE_MISSING", domain: "hexmart.dev", metadata: { scope: "a.b" } },
        badRequest: {
          fieldViolations: [
            { field: "code", description: "must match", reason: "string.pattern" },
            { description: "one of both must be set" },
          ],
        },
        resourceInfo: { resourceType: "hexmart.Discount", resourceName: "NOPE" },
        retryInfo: { retryDelay: { seconds: 1n, nanos: 500_000_000 } },
        preconditionFailure: { violations: [{ type: "DISCOUNT_EXPIRED", subject: "CODE", description: "over" }] },
      },
    });

    expect(errorText(error).split("\n")).toEqual([
      "INVALID_ARGUMENT: Cannot do it",
      "  ErrorInfo: reason SCOPE_MISSING, domain hexmart.dev, scope a.b",
      "  BadRequest: code: must match (string.pattern)",
      "  BadRequest: the message: one of both must be set",
      '  ResourceInfo: hexmart.Discount "NOPE"',
      "  RetryInfo: try again in 1.5 s",
      '  PreconditionFailure: {"violations":[{"type":"DISCOUNT_EXPIRED","subject":"CODE","description":"over"}]}',
      "  request id 7",
    ]);
  });
});
