import type { OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { frame } from "../framing.ts";
import { Outbox } from "../outbox.ts";
import type { EngineMethod, EngineServerCall, EngineServerCallListener, WireHeaders, WireStatus } from "../port.ts";
import type { Unreadable } from "./gzip.ts";
import { GzipWriter, speaksGzip } from "./gzip.ts";
import { addPrintable, listPrintable } from "./headers.ts";
import { Receiver } from "./receiver.ts";

/** What HTTP/2 said when the call arrived. */
export type Arrival = {
  readonly stream: ServerHttp2Stream;
  readonly header: WireHeaders;
  readonly timeout: string | undefined;
};

// Without a `date`, which means nothing in gRPC.
const beforeMessages = { waitForTrailers: true, sendDate: false };
const withoutMessages = { endStream: true, sendDate: false };

const ok: WireStatus = { code: 0, message: "", trailer: undefined };

function ignore(): void {}

const okTrailer = { "grpc-status": "0" };

function sendOk(this: ServerHttp2Stream): void {
  this.sendTrailers(okTrailer);
}

const startOfHeader = {
  ":status": "200",
  "content-type": "application/grpc+proto",
  "grpc-accept-encoding": "identity,deflate,gzip",
};
const startOfList = Object.entries(startOfHeader).flat();

function addStatus(headers: OutgoingHttpHeaders, { code, message, trailer }: WireStatus): OutgoingHttpHeaders {
  headers["grpc-status"] = String(code);
  if (message !== "") {
    // Half a surrogate pair would make encodeURI() throw.
    headers["grpc-message"] = encodeURI(message.toWellFormed());
  }
  return trailer === undefined ? headers : addPrintable(headers, trailer);
}

/**
 * One call, on the HTTP/2 stream that it came on: grpc-js keeps the connection, and is told nothing of its calls. What it
 * does for each costs time and is of no use here: it keeps deadlines by its own reading of them, and hands over a Duplex,
 * which on Deno and Node 22 is destroyed when a handler leaves its `for await` loop, so that the status of a bidirectional
 * call is never sent.
 */
export class StreamServerCall implements EngineServerCall {
  readonly header: WireHeaders;
  readonly timeout: string | undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #receiver: Receiver;
  readonly #listener: EngineServerCallListener;
  #outbox: Outbox | undefined;
  // For callers who compress: they are answered in kind.
  readonly #gzip: GzipWriter | undefined;
  #over = false;

  constructor(method: EngineMethod, { stream, header, timeout }: Arrival, maxMessageBytes: number) {
    this.header = header;
    this.timeout = timeout;
    this.#stream = stream;
    this.#receiver = new Receiver(stream, {
      streams: method.kind === "client_streaming" || method.kind === "bidi_streaming",
      encoding: String(header["grpc-encoding"] ?? "identity"),
      maxMessageBytes,
      refuse: (reason) => this.#refuse(reason),
    });
    this.#gzip = speaksGzip(header) ? new GzipWriter(stream) : undefined;
    stream.on("close", () => this.#cancelled(undefined));
    this.#listener = method.handle(this);
  }

  /** Asked for by few, and not free: so not kept. */
  get peer(): string | undefined {
    return this.#stream.session?.socket.remoteAddress;
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#receiver.read();
  }

  sendHeader(header: WireHeaders): void {
    if (!this.#over && !this.#isGone()) {
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
    if (!this.#isGone()) {
      this.#write(message, () => outbox.taken(size));
    }
    return wait;
  }

  respond(header: WireHeaders, message: Uint8Array, trailer: WireHeaders | undefined): void {
    if (this.#over) {
      return;
    }
    this.#end();
    if (this.#isGone()) {
      return;
    }
    this.#sendHeader(header);
    this.#write(message, ignore);
    this.#sendTrailer(trailer === undefined ? ok : { ...ok, trailer });
  }

  finish(status: WireStatus): void {
    if (this.#over) {
      return;
    }
    this.#end();
    if (this.#isGone()) {
      return;
    }
    if (this.#stream.headersSent) {
      this.#sendTrailer(status);
    } else {
      this.#stream.respond(addStatus({ ...startOfHeader }, status), withoutMessages);
    }
  }

  /** The stream may have ended some moments before it says so. */
  #isGone(): boolean {
    return this.#stream.closed || this.#stream.destroyed;
  }

  #sendHeader(header: WireHeaders): void {
    const sent = listPrintable(startOfList, header);
    if (this.#gzip !== undefined) {
      sent.push("grpc-encoding", "gzip");
    }
    this.#stream.respond(sent, beforeMessages);
  }

  #write(message: Uint8Array, taken: () => void): void {
    if (this.#gzip === undefined) {
      this.#stream.write(frame(message, false), taken);
    } else {
      this.#gzip.write(message, taken);
    }
  }

  #sendTrailer(status: WireStatus): void {
    if (status === ok) {
      this.#stream.on("wantTrailers", sendOk);
    } else {
      this.#stream.on("wantTrailers", () => this.#stream.sendTrailers(addStatus({}, status)));
    }
    if (this.#gzip === undefined) {
      this.#stream.end();
    } else {
      this.#gzip.afterwards(() => {
        this.#stream.end();
      });
    }
  }

  #refuse({ code, message }: Unreadable): void {
    if (!this.#over) {
      this.#listener.cancelled(code);
      this.finish({ code, message, trailer: undefined });
    }
  }

  #cancelled(code: number | undefined): void {
    if (!this.#over) {
      this.#listener.cancelled(code);
      this.#end();
    }
  }

  #end(): void {
    this.#over = true;
    this.#outbox?.close();
    this.#receiver.close();
  }
}
