import type { JsonObject, JsonValue, Message, Registry } from "@bufbuild/protobuf";
import { toJson } from "@bufbuild/protobuf";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";
import { readLines, readText } from "./body.ts";
import { events, lines, toStream } from "./frames.ts";
import { bodyFormat, fromMetadata, readTimeout, toMetadata, wantsEvents } from "./headers.ts";
import type { CallOptions, TranscoderOptions } from "./options.ts";
import { readRequest } from "./request.ts";
import type { Route } from "./routes.ts";
import type { Failure } from "./status.ts";
import { failureOf, TranscodeError } from "./status.ts";

/** The options of a transcoder, with nothing left to chance. */
export type Setup = Required<TranscoderOptions>;

/** Answers a request that has a route, by making its call. */
export async function answer(
  request: Request,
  route: Route,
  values: readonly string[],
  setup: Setup,
): Promise<Response> {
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
export function failed({ status, httpStatus, headers }: Failure, setup: Setup, error?: unknown): Response {
  if (typeof error === "object" && error !== null && "metadata" in error && error.metadata instanceof Headers) {
    fromMetadata(error.metadata, setup.responseHeaders, headers);
  }
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(toJson(StatusSchema, status, { registry: setup.registry })), {
    status: httpStatus,
    headers,
  });
}
