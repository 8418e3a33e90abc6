import { describe, expect, it } from "@jest/globals";
import { createRetryBudget, waitBeforeRetry } from "./retries.ts";

describe("waitBeforeRetry()", () => {
  it("sends what was never sent again, whatever it is", () => {
    expect(waitBeforeRetry({ sent: false }, "POST")).toBe(0);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("never sends a %s again that may have arrived", (method) => {
    expect(waitBeforeRetry({ sent: true }, method)).toBeUndefined();
  });

  it.each(["GET", "HEAD"])("sends a %s again whose connection broke", (method) => {
    expect(waitBeforeRetry({ sent: true }, method)).toBe(0);
  });

  it("comes back when a 503 says so, and not later than a caller would wait", () => {
    expect(waitBeforeRetry({ status: 503, retryAfter: "1" }, "GET")).toBe(1_000);
    expect(waitBeforeRetry({ status: 503, retryAfter: "3" }, "GET")).toBeUndefined();
    expect(waitBeforeRetry({ status: 503, retryAfter: "1" }, "POST")).toBeUndefined();
  });

  it.each([undefined, "", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])(
    "makes nothing of Retry-After %s",
    (retryAfter) => {
      expect(waitBeforeRetry({ status: 503, retryAfter }, "GET")).toBeUndefined();
    },
  );

  it.each([200, 404, 429, 500, 502, 504])("takes status %i for an answer", (status) => {
    expect(waitBeforeRetry({ status, retryAfter: "0" }, "GET")).toBeUndefined();
  });
});

describe("createRetryBudget()", () => {
  it("lets no more retries through than a part of the requests, once the reserve is spent", () => {
    const budget = createRetryBudget({ perRequest: 0.25, most: 2 });
    const retries = Array.from({ length: 40 }, () => {
      budget.earn();
      return budget.spend();
    }).filter((spent) => spent);

    expect(retries).toHaveLength(11);
  });
});
