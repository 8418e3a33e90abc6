/**
 * The port behind which HTTP/2 is spoken. It knows bytes, headers and numbers only: protobuf, validation and
 * authorization stay on this side of it, so that another engine can take grpc-js' place without anybody noticing.
 * What an engine must do is written as cases in test/engine.contract.ts.
 */

/** Which sides of a method stream. Known when the method is registered, so that an engine may have a path for each. */
export type MethodKind = "unary" | "server_streaming" | "client_streaming" | "bidi_streaming";

/**
 * Metadata as it stands on the wire: names in lower case, values of `-bin` names as base64. A name that came more
 * than once holds a list, or its values joined with ", ", as HTTP/2 stacks differ.
 */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** How a call ended, with its trailer. Code 0 is OK. */
export type WireStatus = { readonly code: number; readonly message: string; readonly trailer: WireHeaders | undefined };

/** A method that a server answers. */
export type EngineMethod = {
  /** For example "/hexmart.product.v1.ProductService/GetProduct". */
  readonly path: string;
  readonly kind: MethodKind;
  /** Called when the header of a call has come, before any message is read. Must not throw. */
  handle(call: EngineServerCall): EngineServerCallListener;
};

/** What an engine tells about a call that it handed over. */
export type EngineServerCallListener = {
  /**
   * The call is over though nobody finished it: the caller cancelled or went away, or the engine refused what came
   * (then with the status number that it sent, such as 8 for a message over the limit). Called at most once, and never
   * after finish().
   */
  cancelled(code: number | undefined): void;
};

/** A call as the server sees it. */
export type EngineServerCall = {
  /**
   * The request header. A repeated `authorization` is a list, even where the HTTP/2 stack drops repetitions, since
   * which of two tokens counts must never be a matter of luck.
   */
  readonly header: WireHeaders;
  /** The IP address that the caller's connection comes from; undefined where there is none any more. */
  readonly peer: string | undefined;
  /** The `grpc-timeout` header as the caller wrote it: keeping deadlines is not the engine's business. */
  readonly timeout: string | undefined;
  /**
   * The next request message, or undefined when there is none: the caller has finished, or the call is over. In the
   * latter case cancelled() was called before, so that half an upload never passes for all of it. Nothing is read from
   * the caller before the first read(). Reads must not overlap.
   */
  read(): Promise<Uint8Array | undefined>;
  /** Sends the response header. At most once, before any message; left out when an error is all there is to say. */
  sendHeader(header: WireHeaders): void;
  /** Sends a message. Undefined to go on at once, a promise to wait for while the caller is slow. Never rejects. */
  write(message: Uint8Array): Promise<void> | undefined;
  /** Sends header, the one message and OK: what a unary call answers, in one go. */
  respond(header: WireHeaders, message: Uint8Array, trailer: WireHeaders | undefined): void;
  /** Ends the call. Whatever comes after it, here or from the caller, has no effect. */
  finish(status: WireStatus): void;
};

/** A server that listens. */
export type EngineServer = {
  /** "host:port" with the port that is really bound; an IPv6 host in brackets. */
  readonly address: string;
  /** Accepts neither connections nor calls any more; resolves when the last call and connection are gone. */
  close(): Promise<void>;
  /** Cuts every connection that is left. */
  destroy(): void;
};

/** What one side of TLS holds, as PEM. */
export type TlsMaterial = {
  /** The certificate that it shows, with its intermediates. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  /** Whose certificates it accepts from the other side. */
  readonly authorities?: string | undefined;
};

/** Asked for each new connection, so that renewed certificates are used from then on: the same object until they change. */
export type EngineTls = { current(): TlsMaterial };

/** With `clientCertificates`, only callers get a connection who show one that an authority has signed. */
export type EngineServerTls = EngineTls & { readonly clientCertificates: boolean };

/** The server must show a certificate for `serverName`, or else for the host of the address. */
export type EngineClientTls = EngineTls & { readonly serverName: string | undefined };

/** What a server is made of. */
export type EngineServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly methods: readonly EngineMethod[];
  /**
   * A message over this many bytes ends its call with RESOURCE_EXHAUSTED. One that was compressed counts in full, and no
   * more of it is unpacked than that.
   */
  readonly maxMessageBytes: number;
  /** A header over about this many bytes ends its call with RESOURCE_EXHAUSTED, and nobody is told of the call. */
  readonly maxHeaderBytes: number;
  readonly connections: EngineConnections;
  /** Told of a call to a path that no method has, which is answered UNIMPLEMENTED. Must not throw. */
  unknown(path: string): void;
  /** Absent: plaintext. */
  readonly tls?: EngineServerTls | undefined;
};

/** What a server allows its connections; times are in milliseconds. */
export type EngineConnections = {
  /** How many calls may be under way on one; more of them wait on the caller's side. */
  readonly maxStreams: number;
  /** After this a caller is asked to connect anew, give or take a tenth; by this alone it finds new replicas. */
  readonly maxAgeMs: number;
  /** How long the calls of a connection of that age may still take until they are cut. */
  readonly maxAgeGraceMs: number;
};

/** What an engine tells a caller about its call. */
export type EngineClientCallListener = {
  /** The response header has come. At most once, before the first message and before ended(). */
  header(header: WireHeaders): void;
  /**
   * The call is over. Exactly once. An OK may wait until all messages are read; any other status comes at once, and what
   * the engine had read ahead can still be read.
   */
  ended(status: WireStatus): void;
};

/** A call as the client sees it. */
export type EngineClientCall = {
  /** The next response message, or undefined when there is none any more. Reads must not overlap. */
  read(): Promise<Uint8Array | undefined>;
  /** Sends a message. Undefined to go on at once, a promise to wait for while the server is slow. Never rejects. */
  write(message: Uint8Array): Promise<void> | undefined;
  /** No more messages will be sent. */
  end(): void;
  /** Ends the call on both sides with CANCELLED. No effect when it is over. */
  cancel(): void;
};

/** Where a client's calls go. It connects at the first call, and again whenever it must. */
export type EngineChannel = {
  /** Starts a call; `deadline` is in milliseconds since 1970, and the call ends with DEADLINE_EXCEEDED at it. */
  call(
    method: { readonly path: string; readonly kind: MethodKind },
    header: WireHeaders,
    deadline: number,
    listener: EngineClientCallListener,
  ): EngineClientCall;
  /** Lets go of its connections; calls under way end with an error. */
  close(): void;
};

/** What a channel is made of. */
export type EngineChannelOptions = {
  /**
   * "host:port" or "dns:///host:port", of which the name may stand for several servers; "ipv4:host:port,host:port" or
   * "ipv6:…". All of them get calls in turn, one that does not answer left out while it does not, and the name is looked
   * up again when a connection ends.
   */
  readonly address: string;
  /** While calls are under way, a server that has said nothing for so long, in milliseconds, is asked whether it lives. */
  readonly keepaliveMs: number;
  /** As of a server. What was compressed counts in full. */
  readonly maxMessageBytes: number;
  /** Compresses what is worth it; a server answers in kind. What a server compresses is understood in any case. */
  readonly compression?: "gzip" | undefined;
  /** Absent: plaintext. */
  readonly tls?: EngineClientTls | undefined;
};

/** Something that speaks gRPC over HTTP/2. */
export type Engine = {
  listen(options: EngineServerOptions): Promise<EngineServer>;
  dial(options: EngineChannelOptions): EngineChannel;
};
