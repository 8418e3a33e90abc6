import type { DescMethod } from "@bufbuild/protobuf";
import type { EngineClientCall, EngineClientCallListener, WireHeaders, WireStatus } from "../engine/port.ts";
import { currentContext } from "../rpc-context.ts";
import { markReceived, RpcError } from "../rpc-error.ts";
import { toStatusCode, toStatusNumber } from "../status-code.ts";
import { decodeDetails, detailsTrailer } from "../status-details.ts";
import { addHeaders, toHeaders } from "../wire-headers.ts";
import { abortError } from "./abort-error.ts";
import { type AccessTokens, obtainToken } from "./access-tokens.ts";
import type { CallOptions } from "./client.ts";
import { codeOf, type Observation } from "./observe.ts";
import type { Route } from "./route.ts";

const UNAUTHENTICATED = toStatusNumber("UNAUTHENTICATED");

/** One call under way: inherits from the call being answered, if any, and turns what ends it into an RpcError. */
export class OutboundCall implements EngineClientCallListener {
  readonly #options: CallOptions;
  readonly #parent = currentContext.getStore();
  readonly #tokens: AccessTokens | undefined;
  #token = "";
  #wire: EngineClientCall | undefined;
  #observation: Observation | undefined;
  #header: WireHeaders | undefined;
  #status: WireStatus | undefined;
  readonly #watchers = new Set<() => void>();
  /** Why this side ended the call; what the caller is told, whatever status comes after it. */
  #given: unknown;
  #gaveUp = false;

  /** In milliseconds since 1970. A second try is given the deadline of the first: it is still the same call. */
  readonly deadline: number;
  /** Each of them cancels the call. */
  readonly signals: AbortSignal[] = [];

  constructor(route: Route, options: CallOptions, own = Date.now() + (options.timeoutMs ?? route.timeoutMs)) {
    this.#options = options;
    this.#tokens = route.accessToken;
    // #region inherit
    this.deadline = Math.min(own, this.#parent?.deadline.getTime() ?? own);
    if (options.signal !== undefined) {
      this.signals.push(options.signal);
    }
    if (this.#parent !== undefined) {
      this.signals.push(this.#parent.signal);
    }
    // #endregion inherit
  }

  /** Sends the header. Throws an RpcError when the call is over before it began. `earlier` tries have failed. */
  async start(route: Route, method: DescMethod, earlier = 0): Promise<void> {
    this.#throwIfAborted();
    const header: Record<string, string> = earlier === 0 ? {} : { "grpc-previous-rpc-attempts": String(earlier) };
    if (this.#parent !== undefined) {
      header["x-request-id"] = this.#parent.requestId;
    }
    if (this.#options.headers !== undefined) {
      addHeaders(header, new Headers(this.#options.headers));
    }
    this.#observation = route.observe?.(header, earlier);
    if (this.#tokens !== undefined) {
      try {
        this.#token = await obtainToken(this.#tokens, this.deadline, this.signals);
        this.#throwIfAborted();
      } catch (error) {
        this.#observation?.ended(codeOf(error));
        throw error;
      }
      header.authorization = `Bearer ${this.#token}`;
    }
    const path = `/${method.parent.typeName}/${method.name}`;
    this.#wire = route.channel.call({ path, kind: method.methodKind }, header, this.deadline, this);
    for (const signal of this.signals) {
      signal.addEventListener("abort", this.#onAbort);
    }
  }

  // What the engine tells.

  header(header: WireHeaders): void {
    this.#header = header;
    this.#options.onHeader?.(toHeaders(header));
  }

  ended(status: WireStatus): void {
    this.#status = status;
    this.#observation?.ended(status.code === 0 ? "OK" : toStatusCode(status.code));
    if (this.tokenRefused) {
      this.#tokens?.invalidate?.(this.#token);
    }
    for (const signal of this.signals) {
      signal.removeEventListener("abort", this.#onAbort);
    }
    this.#options.onTrailer?.(toHeaders(status.trailer ?? {}));
    for (const watcher of this.#watchers) {
      watcher();
    }
  }

  // What the caller's side does.

  get over(): boolean {
    return this.#status !== undefined || this.#gaveUp;
  }

  /**
   * Whether the server refused the token, and another may be had: one that looked good here, signed with a key that the
   * issuer has withdrawn.
   */
  get tokenRefused(): boolean {
    return this.#status?.code === UNAUTHENTICATED && this.#tokens?.invalidate !== undefined;
  }

  /** Whether the caller has been told of a header: from there on the call cannot be made again behind their back. */
  get answered(): boolean {
    return this.#header !== undefined;
  }

  /** Runs the watcher when the call has ended, whoever ended it; what is returned takes it back. */
  onOver(watcher: () => void): () => void {
    if (this.#status !== undefined) {
      watcher();
      return () => {};
    }
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves when the call has ended. */
  whenOver(): Promise<void> {
    return new Promise((resolve) => {
      this.onOver(resolve);
    });
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#wire?.read() ?? Promise.resolve(undefined);
  }

  write(message: Uint8Array): Promise<void> | undefined {
    return this.#wire?.write(message);
  }

  end(): void {
    this.#wire?.end();
  }

  /** Cancels the call, and makes `reason` what it fails with. */
  giveUp(reason: unknown): void {
    if (!this.over) {
      this.#gaveUp = true;
      this.#given = reason;
      this.#wire?.cancel();
    }
  }

  /** Throws what the call failed with, if it did. To be called once it is over. */
  throwIfFailed(): void {
    if (this.#gaveUp) {
      throw this.#given;
    }
    const status = this.#status;
    if (status !== undefined && status.code !== 0) {
      const metadata = toHeaders({ ...this.#header, ...status.trailer });
      const details = metadata.get(detailsTrailer);
      metadata.delete(detailsTrailer);
      throw markReceived(
        new RpcError(toStatusCode(status.code), status.message, {
          metadata,
          ...(details === null ? {} : { details: decodeDetails(details) }),
        }),
      );
    }
  }

  readonly #onAbort = (event: Event): void => {
    if (event.target instanceof AbortSignal) {
      this.giveUp(abortError(event.target.reason));
    }
  };

  #throwIfAborted(): void {
    const aborted = this.signals.find((signal) => signal.aborted);
    if (aborted !== undefined) {
      throw abortError(aborted.reason);
    }
    if (this.deadline <= Date.now()) {
      throw new RpcError("DEADLINE_EXCEEDED", "The time for the call is over");
    }
  }
}
