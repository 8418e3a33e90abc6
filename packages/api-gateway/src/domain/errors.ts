export type UpstreamErrorCode = "TIMED_OUT" | "UNREACHABLE" | "BROKEN" | "OVERLOADED" | "RESTING";

/** Why an upstream has not answered. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly code: UpstreamErrorCode;
  /** When to come back, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(code: UpstreamErrorCode, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryAfter = options.retryAfter;
  }
}
