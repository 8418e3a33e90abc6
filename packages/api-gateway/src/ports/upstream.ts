import type { Headers } from "#domain/headers.ts";

export type UpstreamRequest = {
  readonly method: string;
  /** The path as the route file has it: what the request is called where its path may not be told. */
  readonly template: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  /** Aborts when the caller has left. */
  readonly signal: AbortSignal;
  /** Until the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
};

export type UpstreamAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** Fails where the answer breaks off, or is not there in time. To leave it early is to give it up. */
  readonly body: AsyncIterable<Uint8Array>;
};

/** A REST server, whichever of its replicas answers. */
export type Upstream = {
  /** Rejects with an UpstreamError, or with the reason of the signal. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): Promise<void>;
};
