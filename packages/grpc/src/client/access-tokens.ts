import { codeOf } from "../error-code.ts";
import { RpcError } from "../rpc-error.ts";
import { abortError } from "./abort-error.ts";

/** Where the access tokens of a client come from; a token source of `@hexmart/auth` is one. */
export type AccessTokens = {
  /** The token for a call; asked for each, so it should cache. */
  get(signal: AbortSignal): Promise<string>;
  /** Hears of a token that a server refused, so that the next `get` answers another. */
  invalidate?(token: string): void;
};

function tokenError(cause: unknown): RpcError {
  return codeOf(cause) === "temporarily_unavailable"
    ? new RpcError("UNAVAILABLE", "Cannot call: the access token cannot be obtained for now", { cause })
    : new RpcError("UNAUTHENTICATED", "Cannot call: no access token could be obtained", { cause });
}

/** The token for a call, within the call's deadline (in milliseconds since 1970) and until a signal cancels it. */
export async function obtainToken(
  tokens: AccessTokens,
  deadline: number,
  signals: readonly AbortSignal[],
): Promise<string> {
  const late = AbortSignal.timeout(Math.max(0, deadline - Date.now()));
  const signal = AbortSignal.any([late, ...signals]);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(abortError(signal.reason));
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([tokens.get(signal), aborted]);
  } catch (thrown) {
    throw thrown instanceof RpcError ? thrown : signal.aborted ? abortError(signal.reason) : tokenError(thrown);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
