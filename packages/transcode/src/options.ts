import type { DescMethod, DescService, Message, Registry } from "@bufbuild/protobuf";
import type { Route } from "./routes.ts";

/**
 * What a call is made with; clients of @hexmart/grpc take it as it is.
 *
 * @example
 * ```ts
 * const seen: string[] = [];
 * const call: Call = async (method, request, { headers }: CallOptions) => {
 *   seen.push(`${method.name} for ${headers.get("authorization")}`);
 *   return create(GetSampleResponseSchema);
 * };
 * const headers = { authorization: "Bearer me" };
 * await createTranscoder({ services: [SampleService], call }).handle(new Request("http://a/v1/samples/b", { headers }));
 * assert.deepEqual(seen, ["GetSample for Bearer me"]);
 * ```
 */
export type CallOptions = {
  /** Aborts when the caller has left. */
  readonly signal: AbortSignal;
  /** What the caller asked for by `Grpc-Timeout`; undefined leaves it to the client. */
  readonly timeoutMs: number | undefined;
  /** Metadata to send. */
  readonly headers: Headers;
  /** To be given the metadata of the answer before the first message. */
  readonly onHeader: (header: Headers) => void;
};

/**
 * Makes a call: takes a message, or an async iterable of them where the requests are streamed; answers a message, or an
 * async iterable. Errors with a canonical code as `code`, such as RpcError, are told to the caller with their details.
 *
 * @example
 * ```ts
 * const call: Call = (method, request, options) => clients[method.parent.typeName][method.localName](request, options);
 * assert.equal(typeof call, "function");
 * ```
 */
export type Call = (
  method: DescMethod,
  request: Message | AsyncIterable<Message>,
  options: CallOptions,
) => Promise<Message> | AsyncIterable<Message>;

/**
 * What createTranscoder() needs. Sizes are in bytes.
 *
 * @example
 * ```ts
 * const options: TranscoderOptions = { services: [SampleService], call, maxBodyBytes: 64 * 1024 };
 * assert.equal(createTranscoder(options).routes.length, 12);
 * ```
 */
export type TranscoderOptions = {
  readonly services: readonly DescService[];
  readonly call: Call;
  /** Knows the types that Any holds beyond those of the services' files and google/rpc/error_details.proto. */
  readonly registry?: Registry;
  /** Headers that become metadata under their own names, in small letters. Default: the token, the trace, the request id. */
  readonly requestHeaders?: readonly string[];
  /** Metadata that becomes headers under their own names. Default: x-request-id. */
  readonly responseHeaders?: readonly string[];
  /** The longest path and query. Default: 64 KiB. */
  readonly maxUrlBytes?: number;
  /** The largest JSON body that is one message. Default: 4 MiB. */
  readonly maxBodyBytes?: number;
  /** The longest line of a stream of requests. Default: 4 MiB. */
  readonly maxLineBytes?: number;
  /** The longest `Grpc-Timeout`, in milliseconds; a longer one is cut. Default: 300,000. */
  readonly maxTimeoutMs?: number;
  /** Gets every error that the caller is told nothing of. */
  readonly onError?: (error: unknown, method: DescMethod) => void;
};

/**
 * What createTranscoder() makes.
 *
 * @example
 * ```ts
 * const { handle, handles }: Transcoder = createTranscoder({ services: [SampleService], call });
 * const request = new Request("http://localhost/elsewhere");
 * assert.equal(handles(request), false);
 * assert.equal((await handle(request)).status, 404);
 * ```
 */
export type Transcoder = {
  readonly routes: readonly Route[];
  /** Whether a route has the path of the request, whatever its method. */
  readonly handles: (request: Request) => boolean;
  /** Answers a request. Never rejects: errors are google.rpc.Status as JSON. */
  readonly handle: (request: Request) => Promise<Response>;
};
