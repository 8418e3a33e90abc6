import type { DescMethod } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Idempotency } from "@bufbuild/protobuf/wkt";
import { pause } from "../pause.ts";
import { isReceived, RpcError } from "../rpc-error.ts";

/** How often a call is made at most, the first time included. */
const maxTries = 3;

/** How long the first retry waits, and how long any does at most, in milliseconds. Each waits twice as long as the last. */
const firstPauseMs = 100;
const maxPauseMs = 2_000;

/**
 * The bucket of gRPC's service config: one out for a failure, a tenth back in for a success. Large enough for the calls that
 * are under way at one replica when it is killed: they fail all at once, and the others can answer them.
 */
const maxTokens = 100;
const tokensPerSuccess = 0.1;

/** In which a server says how many milliseconds a retry has to wait; below zero, that there must be none. */
const pushbackHeader = "grpc-retry-pushback-ms";

/** What retries need of the world; tests bring their own. */
export type RetryTools = {
  /** From 0 to 1. */
  random(): number;
  /** In milliseconds since 1970. */
  now(): number;
  pause(timeoutMs: number, signals: readonly AbortSignal[]): Promise<void>;
};

const realTools: RetryTools = { random: Math.random, now: Date.now, pause };

/** A call that has failed. */
export type FailedTry = {
  readonly error: unknown;
  /** How often it was made so far. */
  readonly tries: number;
  /** In milliseconds since 1970. */
  readonly deadline: number;
  /** Any of them ends the wait. */
  readonly signals: readonly AbortSignal[];
};

/** The retries of a client: of all its calls to one server, since they share the throttle. */
export type Retries = {
  succeeded(): void;
  /** Resolves to whether the call is to be made again, when the time for it has come. */
  failed(failure: FailedTry): Promise<boolean>;
};

/**
 * Whether the contract allows a method to be carried out twice. A stream is its caller's to start again: only they know
 * what of it has arrived.
 */
// #region repeat
export function mayBeRepeated(method: DescMethod): boolean {
  return method.methodKind === "unary" && method.idempotency !== Idempotency.IDEMPOTENCY_UNKNOWN;
}
// #endregion repeat

type Verdict = { readonly pauseMs: number } | "never" | "not a matter of time";

/** What the server says about trying again; undefined when it says nothing. */
function serversWish(error: RpcError, random: () => number): Verdict | undefined {
  const pushback = error.metadata.get(pushbackHeader);
  if (pushback !== null) {
    // gRPC's specification: what cannot be read is a no.
    return /^\d{1,9}$/.test(pushback) ? { pauseMs: Number(pushback) } : "never";
  }
  const delay = error.details.retryInfo?.retryDelay;
  if (delay === undefined) {
    return undefined;
  }
  // At least what it asks for, and not all of its callers at the same moment.
  const pauseMs = Number(delay.seconds) * 1_000 + delay.nanos / 1e6;
  return { pauseMs: Math.max(0, pauseMs) * (1 + random() / 2) };
}

function judge(error: RpcError, tries: number, random: () => number): Verdict {
  const wish = serversWish(error, random);
  switch (error.code) {
    case "UNAVAILABLE":
      return wish ?? { pauseMs: Math.min(firstPauseMs * 2 ** (tries - 1), maxPauseMs) * (0.8 + 0.4 * random()) };
    case "RESOURCE_EXHAUSTED":
      // Without a hint it may mean a message too large or a quota used up, which time does not mend.
      return wish ?? "not a matter of time";
    default:
      return "not a matter of time";
  }
}

/**
 * Decides about retries as gRPC's proposal A6 does, and reads RetryInfo beside its trailer. Failures empty a bucket that
 * successes fill; below half of it nothing is retried, so that a server which is down is not called three times as often
 * as one which is up.
 *
 * It stands above the engine, though grpc-js can retry by service config: that knows nothing of RetryInfo, cannot retry
 * RESOURCE_EXHAUSTED only where a hint comes with it, sends the old token again, and would go with the engine.
 */
export function createRetries(tools: RetryTools = realTools): Retries {
  let tokens = maxTokens;
  return {
    succeeded() {
      tokens = Math.min(maxTokens, tokens + tokensPerSuccess);
    },

    async failed({ error, tries, deadline, signals }) {
      // An error of this side, such as a token that cannot be had, says nothing about the server.
      if (!(error instanceof RpcError) || !isReceived(error)) {
        return false;
      }
      const verdict = judge(error, tries, tools.random);
      if (verdict === "not a matter of time") {
        return false;
      }
      tokens = Math.max(0, tokens - 1);
      if (verdict === "never" || tries >= maxTries || tokens <= maxTokens / 2) {
        return false;
      }
      const pauseMs = Math.round(verdict.pauseMs);
      if (tools.now() + pauseMs >= deadline) {
        return false;
      }
      await tools.pause(pauseMs, signals);
      return true;
    },
  };
}
