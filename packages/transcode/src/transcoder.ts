import type { DescFile, DescMethod, DescService, JsonObject, JsonValue, Message, Registry } from "@bufbuild/protobuf";
import { createRegistry, toJson } from "@bufbuild/protobuf";
import { file_google_rpc_error_details } from "../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";
import { readLines, readText } from "./body.ts";
import { events, lines, toStream } from "./frames.ts";
import { bodyFormat, fromMetadata, readTimeout, toMetadata, wantsEvents } from "./headers.ts";
import { readRequest } from "./request.ts";
import type { Match, Route } from "./routes.ts";
import { compileRoutes, matchRoute } from "./routes.ts";
import type { Failure } from "./status.ts";
import { failureOf, invalid, TranscodeError } from "./status.ts";

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

/**
 * Makes a handler that answers HTTP requests by calling the methods that google.api.http annotations map them to. Throws
 * where compileRoutes() does.
 *
 * @example
 * ```ts
 * const { handle } = createTranscoder({
 *   services: [SampleService],
 *   call: async (method, request) => create(GetSampleResponseSchema, { name: (request as GetSampleRequest).name }),
 * });
 * const response = await handle(new Request("http://localhost/v1/samples/one"));
 * assert.equal((await response.json()).name, "one");
 * ```
 */
export function createTranscoder(options: TranscoderOptions): Transcoder {
  const routes = compileRoutes(options.services);
  const setup: Setup = {
    requestHeaders: ["authorization", "x-request-id", "traceparent", "tracestate"],
    responseHeaders: ["x-request-id"],
    maxUrlBytes: 64 * 1024,
    maxBodyBytes: 4 * 1024 * 1024,
    maxLineBytes: 4 * 1024 * 1024,
    maxTimeoutMs: 300_000,
    onError: () => undefined,
    ...options,
    registry: createRegistry(
      ...(options.registry === undefined ? [] : [options.registry]),
      ...filesOf(options.services.map(({ file }) => file)),
      file_google_rpc_error_details,
    ),
  };
  const find = (request: Request): Match => {
    const { pathname, search } = new URL(request.url);
    if (pathname.length + search.length > setup.maxUrlBytes) {
      const message = `Cannot read the request: its path and query are longer than ${setup.maxUrlBytes} bytes`;
      throw new TranscodeError("INVALID_ARGUMENT", message, { httpStatus: 414 });
    }
    try {
      return matchRoute(routes, request.method, pathname);
    } catch {
      throw invalid("", "the path is not percent-encoded UTF-8");
    }
  };
  return {
    routes,
    handles(request) {
      try {
        const match = find(request);
        return "route" in match || match.allowed.length > 0;
      } catch {
        return false;
      }
    },
    async handle(request) {
      try {
        const match = find(request);
        return "route" in match
          ? await answer(request, match.route, match.values, setup)
          : refuse(request, match.allowed, setup);
      } catch (error) {
        return failed(failureOf(error, setup.registry), setup);
      }
    },
  };
}

type Setup = Required<TranscoderOptions>;

/** The files and all that they import: what is in an Any may be declared in any of them. */
function filesOf(files: readonly DescFile[], found: Set<DescFile> = new Set()): Set<DescFile> {
  for (const file of files) {
    if (found.has(file)) continue;
    found.add(file);
    filesOf(file.dependencies, found);
  }
  return found;
}

/** Answers a request that no route has: 405 where its path has other methods. */
function refuse({ method, url }: Request, allowed: readonly string[], setup: Setup): Response {
  const what = `Cannot answer ${`${method} ${new URL(url).pathname}`.slice(0, 200)}`;
  const error =
    allowed.length === 0
      ? new TranscodeError("NOT_FOUND", `${what}: there is no such path`)
      : new TranscodeError("UNIMPLEMENTED", `${what}: the path has ${allowed.join(", ")}`, { httpStatus: 405 });
  const failure = failureOf(error, setup.registry);
  if (allowed.length > 0) failure.headers.set("allow", allowed.join(", "));
  return failed(failure, setup);
}

async function answer(request: Request, route: Route, values: readonly string[], setup: Setup): Promise<Response> {
  const { method } = route;
  const left = new AbortController();
  const headers = new Headers();
  // What the caller sent wrongly is what it must hear of, not how the call ended for it.
  const wrong: unknown[] = [];
  const describe = (error: unknown): Failure => {
    const reason = wrong.length > 0 ? wrong[0] : error;
    const failure = failureOf(reason, setup.registry);
    if (!failure.known) setup.onError(reason, method);
    return failure;
  };
  try {
    const options: CallOptions = {
      signal: AbortSignal.any([request.signal, left.signal]),
      timeoutMs: readTimeout(request.headers, setup.maxTimeoutMs),
      headers: toMetadata(request.headers, setup.requestHeaders),
      onHeader: (header) => fromMetadata(header, setup.responseHeaders, headers),
    };
    const input = await read(request, route, values, setup, (error) => wrong.push(error));
    const output = setup.call(method, input, options);
    const write = (message: Message): JsonValue => toAnswer(route, message, setup.registry);
    if (!(Symbol.asyncIterator in output)) {
      const json = write(await output);
      headers.set("content-type", "application/json");
      return new Response(JSON.stringify(json), { headers });
    }
    const framing = wantsEvents(request.headers) ? events : lines;
    const items = mapped(output, write);
    // A call that fails before its first message still gets the status of its error.
    const first = await items.next();
    headers.set("content-type", framing.contentType);
    headers.set("cache-control", "no-store");
    headers.set("x-content-type-options", "nosniff");
    const stream = toStream(first, items, framing, {
      describe: (error) => toJson(StatusSchema, describe(error).status, { registry: setup.registry }),
      stop: () => left.abort(),
    });
    return new Response(stream, { headers });
  } catch (error) {
    left.abort();
    return failed(describe(error), setup, error);
  }
}

async function* mapped<A, B>(items: AsyncIterable<A>, map: (item: A) => B): AsyncGenerator<B> {
  for await (const item of items) yield map(item);
}

/** The request message, or as many as the body has where they are streamed. */
async function read(
  request: Request,
  route: Route,
  values: readonly string[],
  setup: Setup,
  onWrong: (error: unknown) => void,
): Promise<Message | AsyncIterable<Message>> {
  const { registry } = setup;
  const query = new URL(request.url).search.slice(1);
  const streams = route.method.methodKind === "client_streaming" || route.method.methodKind === "bidi_streaming";
  const format = route.body === undefined ? "json" : bodyFormat(request.headers);
  if (format === undefined || (format === "lines" && !streams)) {
    const types = streams ? "application/x-ndjson or application/json" : "application/json";
    throw new TranscodeError("INVALID_ARGUMENT", `Cannot read the request: its content-type must be ${types}`, {
      httpStatus: 415,
    });
  }
  if (format === "lines") {
    return (async function* () {
      try {
        for await (const body of readLines(request.body, setup.maxLineBytes)) {
          yield readRequest(route, { values, query, body, registry });
        }
      } catch (error) {
        onWrong(error);
        throw error;
      }
    })();
  }
  const body = route.body === undefined ? "" : await readText(request.body, setup.maxBodyBytes);
  const message = readRequest(route, { values, query, body, registry });
  return streams
    ? (async function* () {
        yield message;
      })()
    : message;
}

function toAnswer({ method, responseBody }: Route, message: Message, registry: Registry): JsonValue {
  const json = toJson(method.output, message, { registry, alwaysEmitImplicit: true });
  return responseBody === undefined ? json : ((json as JsonObject)[responseBody.jsonName] ?? null);
}

/** An error with metadata of its own has all that came: header and trailer. */
function failed({ status, httpStatus, headers }: Failure, setup: Setup, error?: unknown): Response {
  if (typeof error === "object" && error !== null && "metadata" in error && error.metadata instanceof Headers) {
    fromMetadata(error.metadata, setup.responseHeaders, headers);
  }
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(toJson(StatusSchema, status, { registry: setup.registry })), {
    status: httpStatus,
    headers,
  });
}
