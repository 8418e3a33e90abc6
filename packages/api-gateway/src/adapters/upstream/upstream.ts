import { isIP } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Dispatcher, Pool } from "undici";
import { partsOf } from "#domain/addresses.ts";
import { UpstreamError } from "#domain/errors.ts";
import { createTurns } from "#domain/replicas.ts";
import { createRetryBudget, type Outcome, waitBeforeRetry } from "#domain/retries.ts";
import type { Guard } from "#ports/guard.ts";
import type { Upstream, UpstreamAnswer, UpstreamRequest } from "#ports/upstream.ts";
import { createReplicas, type Lookup } from "./replicas.ts";
import { beginTry } from "./span.ts";
import { isUnsent, pairsOf, toUpstreamError } from "./undici.ts";

type Options = {
  readonly name: string;
  /** Of one replica or of several: see partsOf(). A host may be a name that stands for several. */
  readonly address: string;
  /** For TLS, in PEM: who signs the certificates of the upstream, and what is shown to it. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly guard: Guard;
  readonly tries: number;
  readonly ejectForMs: number;
  readonly lookup?: Lookup;
};

/** An answer whose body has not been read. */
type Answer = Omit<UpstreamAnswer, "body"> & { readonly body: Dispatcher.ResponseData["body"] };

const CONNECT_TIMEOUT_MS = 1_000;
const CONNECTIONS = 128;
const MAX_HEADER_BYTES = 32 * 1_024;

/** Sends requests to the replicas of a server, each in its turn; past those that cannot be reached. */
export function createUpstream({ name, address, tls, guard, ...options }: Options): Upstream {
  const replicas = createReplicas(address, options);
  const turns = createTurns(options);
  const budget = createRetryBudget();
  const pools = new Map<string, Pool>();
  const [first] = partsOf(address);
  const host = `${first?.host}:${first?.port}`;

  function poolOf(replica: string): Pool {
    const known = pools.get(replica);
    if (known !== undefined) return known;
    // Replicas are dialled by their addresses, and known by the name that they have in common.
    const servername = isIP(first?.host ?? "") === 0 && { servername: first?.host ?? "" };
    const pool = new Pool(`${tls ? "https" : "http"}://${replica}`, {
      connections: CONNECTIONS,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...tls, ...(tls && servername) },
      maxHeaderSize: MAX_HEADER_BYTES,
      // A server that closes idle connections after a second is not sent requests on one that it is about to close.
      keepAliveTimeoutThreshold: 500,
      // The deadline of the request bounds both.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(replica, pool);
    return pool;
  }

  /** Connections to replicas that are gone would be kept for ever. */
  function forget(current: readonly string[]): void {
    for (const [replica, pool] of pools) {
      if (current.includes(replica)) continue;
      pools.delete(replica);
      pool.close().catch(() => undefined);
    }
  }

  async function ask(
    request: UpstreamRequest,
    { replica, resent, signal }: { replica: string; resent: number; signal: AbortSignal },
  ): Promise<Answer> {
    const own = beginTry(request, { replica, resent });
    try {
      const { statusCode, headers, body } = await poolOf(replica).request({
        method: request.method,
        path: request.target,
        headers: [...own.headers, ["host", host] as const].flat(),
        body: request.body ?? null,
        signal,
        responseHeaders: "raw",
      });
      own.answered(statusCode);
      body.once("error", own.failed).once("close", own.end);
      return { status: statusCode, headers: pairsOf(headers), body };
    } catch (error) {
      own.failed(error);
      own.end();
      throw error;
    }
  }

  async function tryReplicas(request: UpstreamRequest, signal: AbortSignal): Promise<Answer> {
    const known = await replicas.current().catch((cause: unknown) => {
      throw new UpstreamError("UNREACHABLE", `${name} cannot be found`, { retryAfter: 1, cause });
    });
    forget(known);
    budget.earn();
    const tried = new Set<string>();
    for (let attempt = 1; ; attempt += 1) {
      // With one replica, or none that is left, the same one is asked again.
      const replica = turns.next(known, Date.now(), tried) ?? turns.next(known, Date.now());
      if (replica === undefined) throw new UpstreamError("UNREACHABLE", `${name} has no replica`, { retryAfter: 1 });
      tried.add(replica);
      let answer: Answer | undefined;
      let failure: unknown;
      try {
        answer = await ask(request, { replica, resent: attempt - 1, signal });
        turns.admit(replica);
      } catch (error) {
        failure = error;
        if (request.signal.aborted) throw error;
        // One that takes requests and answers none would else have its turn for ever.
        turns.eject(replica, Date.now());
        if (signal.aborted) throw error;
        replicas.doubt();
      }
      const wait = waitBeforeRetry(outcomeOf(answer, failure), request.method);
      const last = attempt >= options.tries || wait === undefined || !budget.spend();
      if (last && answer !== undefined) return answer;
      if (last) throw failure;
      if (answer !== undefined) await drop(answer);
      await pause(wait, undefined, { signal });
    }
  }

  return {
    async send(request) {
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const signal = AbortSignal.any([request.signal, deadline]);
      const failed = (error: unknown) =>
        request.signal.aborted ? request.signal.reason : toUpstreamError(name, error, deadline.aborted);
      let leave: (() => void) | undefined;
      try {
        leave = await guard.enter(signal);
        const { status, headers, body } = await guard.attempt(async () => {
          try {
            return await tryReplicas(request, signal);
          } catch (error) {
            throw failed(error);
          }
        });
        // Read or given up, cut off by the upstream or by the deadline: it closes in the end.
        body.once("close", leave);
        body.on("error", () => undefined);
        return { status, headers, body: mapErrors(body, failed) };
      } catch (error) {
        leave?.();
        throw failed(error);
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function outcomeOf(answer: Answer | undefined, failure: unknown): Outcome {
  if (answer === undefined) return { sent: !isUnsent(failure) };
  const retryAfter = answer.headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return { status: answer.status, retryAfter };
}

/** Reads what is left of an answer that nobody wants, so that its connection can be used again. */
async function drop({ body }: Answer): Promise<void> {
  for await (const _ of body) {
    // Small: an answer of 503.
  }
}

async function* mapErrors(
  body: AsyncIterable<Uint8Array>,
  failed: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw failed(error);
  }
}
