import type { DescFile } from "@bufbuild/protobuf";
import { createRegistry } from "@bufbuild/protobuf";
import { file_google_rpc_error_details } from "../gen/google/rpc/error_details_pb.ts";
import type { Setup } from "./answer.ts";
import { answer, failed } from "./answer.ts";
import type { Transcoder, TranscoderOptions } from "./options.ts";
import type { Match } from "./routes.ts";
import { compileRoutes, matchRoute } from "./routes.ts";
import { failureOf, invalid, TranscodeError } from "./status.ts";

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
