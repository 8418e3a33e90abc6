/** What a try came to: an answer, or the connection was never there, or it ended after the request was sent. */
export type Outcome = { readonly status: number; readonly retryAfter: string | undefined } | { readonly sent: boolean };

/** The longest that is waited for an upstream that says when to come back, in milliseconds. */
const MOST_WAIT_MS = 2_000;

// #region wait
/**
 * How long to wait before a request is sent again, in milliseconds; undefined where it must not be. What was never sent
 * may always be; else only what changes nothing. A caller's Idempotency-Key promises nothing: no server here reads it.
 */
export function waitBeforeRetry(outcome: Outcome, method: string): number | undefined {
  if ("sent" in outcome && !outcome.sent) return 0;
  if (!(method === "GET" || method === "HEAD")) return undefined;
  if ("sent" in outcome) return 0;
  const { status, retryAfter = "" } = outcome;
  if (status !== 503 || !/^\d{1,6}$/.test(retryAfter)) return undefined;
  const wait = Number(retryAfter) * 1_000;
  return wait > MOST_WAIT_MS ? undefined : wait;
}
// #endregion wait

/** Retries are at most a part of the requests, so that they do not keep a struggling upstream down. */
export type RetryBudget = {
  /** Counts a request. */
  earn(): void;
  /** Whether a retry is left; if so, it is taken. */
  spend(): boolean;
};

/** A budget of one retry for five requests, and of ten to begin with. */
export function createRetryBudget({
  perRequest = 0.2,
  most = 10,
}: {
  perRequest?: number;
  most?: number;
} = {}): RetryBudget {
  let left = most;
  return {
    earn() {
      left = Math.min(most, left + perRequest);
    },
    spend() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
