import type { DescMethod } from "@bufbuild/protobuf";
import type { Context } from "@opentelemetry/api";
import type { EngineServerCall, EngineServerCallListener } from "../engine/port.ts";
import type { Principal, RpcContext } from "../rpc-context.ts";
import { RpcError } from "../rpc-error.ts";
import { toStatusCode, toStatusNumber } from "../status-code.ts";
import { detailsTrailer, encodeDetails } from "../status-details.ts";
import { addHeaders, toHeaders } from "../wire-headers.ts";
import type { Chain } from "./interceptor.ts";

/** The header that carries the request id, both ways. */
export const requestIdHeader = "x-request-id";

/**
 * A call that is being answered: what interceptors know of it, and the context that its handler sees. What most calls
 * never ask for (an AbortSignal, three Headers) is made when it is asked for.
 */
export class InboundCall implements EngineServerCallListener, RpcContext {
  readonly wire: EngineServerCall;
  readonly method: DescMethod;
  /** In milliseconds of performance.now(). */
  readonly startedAt = performance.now();
  requestId = "";
  /** In milliseconds since 1970. */
  deadlineAt = Number.POSITIVE_INFINITY;
  timer: NodeJS.Timeout | undefined;
  /** Whether the limiter has given it a slot. */
  admitted = false;
  principal: Principal | undefined;
  /** In which its span is the current one; undefined where nobody traces. */
  trace: Context | undefined;
  /** Whether it counts as under way. */
  measured = false;
  /** How many messages of a stream have come and gone. */
  received = 0;
  sent = 0;
  /** Set once the call has ended: with an error, or with OK. */
  ended = false;
  /** What an ended call ended with; undefined for OK. */
  error: RpcError | undefined;
  readonly #chain: Chain;
  #aborter: AbortController | undefined;
  #requestHeader: Headers | undefined;
  #responseHeader: Headers | undefined;
  #responseTrailer: Headers | undefined;
  #headerSent = false;

  constructor(wire: EngineServerCall, method: DescMethod, chain: Chain) {
    this.wire = wire;
    this.method = method;
    this.#chain = chain;
  }

  get signal(): AbortSignal {
    if (this.#aborter === undefined) {
      this.#aborter = new AbortController();
      if (this.ended) {
        this.#aborter.abort(this.error ?? callIsOver());
      }
    }
    return this.#aborter.signal;
  }

  get deadline(): Date {
    return new Date(this.deadlineAt);
  }

  get requestHeader(): Headers {
    this.#requestHeader ??= toHeaders(this.wire.header);
    return this.#requestHeader;
  }

  get responseHeader(): Headers {
    this.#responseHeader ??= new Headers();
    return this.#responseHeader;
  }

  get responseTrailer(): Headers {
    this.#responseTrailer ??= new Headers();
    return this.#responseTrailer;
  }

  /** Sends one message of a stream. */
  write(message: Uint8Array): Promise<void> | undefined {
    if (this.ended) {
      return undefined;
    }
    if (!this.#headerSent) {
      this.#headerSent = true;
      this.wire.sendHeader(this.#header());
    }
    this.sent += 1;
    return this.wire.write(message);
  }

  /** Ends a unary or client-streaming call with its answer. */
  respond(message: Uint8Array): void {
    if (!this.ended) {
      this.#end(undefined);
      this.sent += 1;
      this.wire.respond(this.#header(), message, this.#trailer());
      this.#finished();
    }
  }

  /** Ends a stream with OK. */
  complete(): void {
    if (!this.ended) {
      this.#end(undefined);
      if (!this.#headerSent) {
        this.wire.sendHeader(this.#header());
      }
      this.wire.finish({ code: 0, message: "OK", trailer: this.#trailer() });
      this.#finished();
    }
  }

  /** Ends the call with an error; no effect when it has ended. */
  fail(error: RpcError): void {
    if (!this.ended) {
      this.#end(error);
      // Without messages an error is the only block of headers, so the header goes with it.
      const trailer = this.#headerSent ? {} : this.#header();
      addHeaders(trailer, error.metadata);
      if (this.#responseTrailer !== undefined) {
        addHeaders(trailer, this.#responseTrailer);
      }
      const details = encodeDetails(error);
      if (details !== undefined) {
        trailer[detailsTrailer] = details;
      }
      trailer[requestIdHeader] = this.requestId;
      this.wire.finish({ code: toStatusNumber(error.code), message: error.message, trailer });
      this.#finished();
    }
  }

  /** The engine says that the call is over: nothing can be sent any more. */
  cancelled(code: number | undefined): void {
    if (!this.ended) {
      this.#end(
        code === undefined || code === 0
          ? new RpcError("CANCELLED", "The caller has cancelled the call")
          : new RpcError(toStatusCode(code), "The transport has refused the call"),
      );
      this.#finished();
    }
  }

  #end(error: RpcError | undefined): void {
    this.ended = true;
    this.error = error;
  }

  #finished(): void {
    for (const finish of this.#chain.finish) {
      finish(this, this.error);
    }
    // After OK too: what a handler started and forgot must not outlive its call.
    this.#aborter?.abort(this.error ?? callIsOver());
  }

  #header(): Record<string, string> {
    const header: Record<string, string> = { [requestIdHeader]: this.requestId };
    if (this.#responseHeader !== undefined) {
      addHeaders(header, this.#responseHeader);
      header[requestIdHeader] = this.requestId;
    }
    return header;
  }

  #trailer(): Record<string, string> | undefined {
    if (this.#responseTrailer === undefined) {
      return undefined;
    }
    const trailer: Record<string, string> = {};
    addHeaders(trailer, this.#responseTrailer);
    return trailer;
  }
}

function callIsOver(): RpcError {
  return new RpcError("CANCELLED", "The call has ended");
}
