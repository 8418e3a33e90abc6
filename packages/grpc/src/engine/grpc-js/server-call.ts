import type { ServerHttp2Stream } from "node:http2";
import type { Metadata, ServerInterceptingCallInterface } from "@grpc/grpc-js";
import { ServerInterceptingCall } from "@grpc/grpc-js";
import { Inbox } from "../inbox.ts";
import { Outbox } from "../outbox.ts";
import type { EngineMethod, EngineServerCall, EngineServerCallListener, WireHeaders, WireStatus } from "../port.ts";
import { GzipWriter, speaksGzip } from "./gzip.ts";
import { toBuffer, toServerMetadata } from "./headers.ts";

/** What HTTP/2 said when the call arrived, which grpc-js does not pass on. */
export type Arrival = {
  readonly stream: ServerHttp2Stream;
  readonly header: WireHeaders;
  readonly timeout: string | undefined;
};

const ok = { code: 0, details: "OK", metadata: null };

function ignore(): void {}

/**
 * How long the end of a request stream is doubted, in milliseconds. A Node client that cancels first ends its stream and
 * only then resets it, often in another packet; believed at once, half an upload would pass for all of it.
 */
const resetGraceMs = 5;

function halfClose(call: GrpcJsServerCall): void {
  call.closeInboxUnlessReset();
}

/**
 * One call, taken over from grpc-js at its interceptor layer, below its streams.
 *
 * Returned from a ServerInterceptor it replaces what grpc-js would do with the call: grpc-js' handler calls start(), and
 * from there on this class reads and writes the call itself. That is what lets a call be refused before a byte of its
 * body is read. It also means that there is no Duplex, which on Deno and Node 22 is destroyed when a handler leaves its
 * `for await` loop, so that the status of a bidirectional call is never sent.
 */
export class GrpcJsServerCall extends ServerInterceptingCall implements EngineServerCall {
  readonly header: WireHeaders;
  readonly timeout: string | undefined;
  readonly #call: ServerInterceptingCallInterface;
  readonly #method: EngineMethod;
  readonly #stream: ServerHttp2Stream;
  readonly #streams: boolean;
  // For streams only: a unary call has one message each way, and nothing to hold back.
  readonly #inbox: Inbox | undefined;
  #outbox: Outbox | undefined;
  // For callers who compress: they are answered in kind.
  readonly #gzip: GzipWriter | undefined;
  #waiting: ((message: Uint8Array | undefined) => void) | undefined;
  #listener: EngineServerCallListener | undefined;
  #over = false;

  constructor(call: ServerInterceptingCallInterface, method: EngineMethod, arrival: Arrival) {
    super(call);
    this.#call = call;
    this.#method = method;
    this.#stream = arrival.stream;
    this.header = arrival.header;
    this.timeout = arrival.timeout;
    this.#streams = method.kind === "client_streaming" || method.kind === "bidi_streaming";
    this.#inbox = this.#streams ? new Inbox(() => call.startRead(), true) : undefined;
    this.#gzip = speaksGzip(arrival.header) ? new GzipWriter(arrival.stream) : undefined;
  }

  /** Asked for by few, and not free: so not kept. */
  get peer(): string | undefined {
    return this.#stream.session?.socket.remoteAddress;
  }

  // What grpc-js calls: its own listener is left out.

  override start(): void {
    this.#call.start(this);
  }

  onReceiveMetadata(): void {
    this.#listener = this.#method.handle(this);
  }

  onReceiveMessage(message: Buffer): void {
    if (this.#inbox === undefined) {
      this.#resolveWaiting(message);
    } else {
      this.#inbox.put(message);
    }
  }

  onReceiveHalfClose(): void {
    if (this.#streams) {
      setTimeout(halfClose, resetGraceMs, this);
    } else {
      this.#resolveWaiting(undefined);
    }
  }

  closeInboxUnlessReset(): void {
    if (!this.#stream.closed && !this.#stream.destroyed) {
      this.#inbox?.close({ drop: false });
    }
  }

  /** Also called after a status was sent, whoever sent it. */
  onCancel(): void {
    if (this.#over) {
      return;
    }
    const sent = this.#stream.sentTrailers ?? this.#stream.sentHeaders;
    const status = sent?.["grpc-status"];
    this.#listener?.cancelled(status === undefined ? undefined : Number(status));
    this.#end();
  }

  // What the port asks for.

  read(): Promise<Uint8Array | undefined> {
    if (this.#inbox !== undefined) {
      return this.#inbox.take();
    }
    return new Promise((resolve) => {
      if (this.#over) {
        resolve(undefined);
      } else {
        this.#waiting = resolve;
        this.#call.startRead();
      }
    });
  }

  sendHeader(header: WireHeaders): void {
    if (!this.#over) {
      this.#sendHeader(header);
    }
  }

  write(message: Uint8Array): Promise<void> | undefined {
    if (this.#over) {
      return undefined;
    }
    this.#outbox ??= new Outbox();
    const outbox = this.#outbox;
    const size = message.byteLength;
    const wait = outbox.sent(size);
    this.#send(message, () => outbox.taken(size));
    return wait;
  }

  respond(header: WireHeaders, message: Uint8Array, trailer: WireHeaders | undefined): void {
    if (this.#over) {
      return;
    }
    this.#end();
    this.#sendHeader(header);
    this.#send(message, ignore);
    this.#sendStatus(trailer === undefined ? ok : { ...ok, metadata: toServerMetadata(trailer) });
  }

  finish(status: WireStatus): void {
    if (this.#over) {
      return;
    }
    this.#end();
    // grpc-js escapes the message with encodeURI, which throws at half a surrogate pair.
    const details = status.message.toWellFormed();
    const metadata = status.trailer === undefined ? null : toServerMetadata(status.trailer);
    this.#sendStatus({ code: status.code, details, metadata });
  }

  #sendHeader(header: WireHeaders): void {
    this.#call.sendMetadata(toServerMetadata(this.#gzip ? { ...header, "grpc-encoding": "gzip" } : header));
  }

  #send(message: Uint8Array, taken: () => void): void {
    if (this.#gzip === undefined) {
      this.#call.sendMessage(toBuffer(message), taken);
    } else {
      this.#gzip.write(message, taken);
    }
  }

  #sendStatus(status: { code: number; details: string; metadata: Metadata | null }): void {
    if (this.#gzip === undefined) {
      this.#call.sendStatus(status);
    } else {
      this.#gzip.afterwards(() => this.#call.sendStatus(status));
    }
  }

  #end(): void {
    this.#over = true;
    this.#outbox?.close();
    this.#inbox?.close({ drop: true });
    this.#resolveWaiting(undefined);
  }

  #resolveWaiting(message: Uint8Array | undefined): void {
    const resolve = this.#waiting;
    this.#waiting = undefined;
    resolve?.(message);
  }
}
