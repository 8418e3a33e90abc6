import { describe, expect, it } from "@jest/globals";
import { createRetryBudget, waitBeforeRetry } from "./retries.ts";

const get = { method: "GET", hasKey: false };
const post = { method: "POST", hasKey: false };

describe("waitBeforeRetry()", () => {
  it("sends what was never sent again, whatever it is", () => {
    expect(waitBeforeRetry({ sent: false }, post)).toBe(0);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("sends a %s that may have arrived again only with a key", (method) => {
    expect(waitBeforeRetry({ sent: true }, { method, hasKey: false })).toBeUndefined();
    expect(waitBeforeRetry({ sent: true }, { method, hasKey: true })).toBe(0);
  });

  it("comes back when a 503 says so, and not later than a caller would wait", () => {
    expect(waitBeforeRetry({ status: 503, retryAfter: "1" }, get)).toBe(1_000);
    expect(waitBeforeRetry({ status: 503, retryAfter: "3" }, get)).toBeUndefined();
    expect(waitBeforeRetry({ status: 503, retryAfter: "1" }, post)).toBeUndefined();
  });

  it.each([undefined, "", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])(
    "makes nothing of Retry-After %s",
    (retryAfter) => {
      expect(waitBeforeRetry({ status: 503, retryAfter }, get)).toBeUndefined();
    },
  );

  it.each([200, 404, 429, 500, 502, 504])("takes status %i for an answer", (status) => {
    expect(waitBeforeRetry({ status, retryAfter: "0" }, get)).toBeUndefined();
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
