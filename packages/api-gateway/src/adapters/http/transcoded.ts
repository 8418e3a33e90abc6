import { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import { ProblemError } from "@hexmart/http";
import { TranscodeError, type Transcoder } from "@hexmart/transcode";
import type { FastifyReply, FastifyRequest } from "fastify";
import { fromUpstream, type Headers, toUpstream } from "#domain/headers.ts";
import { callerOf, whileWanted } from "./caller.ts";

/** A body whose problems are told as those of a call: google.rpc.Status. */
async function* asCalled(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const code = error.problem === "content-too-large" ? "RESOURCE_EXHAUSTED" : "CANCELLED";
    throw new TranscodeError(code, error.message, { httpStatus: error.status });
  }
}

/** Answers a request by a call to a gRPC service. Streams go through as they come, in both directions. */
export async function transcode(
  request: FastifyRequest,
  reply: FastifyReply,
  { transcoder, path }: { readonly transcoder: Transcoder; readonly path: string },
): Promise<FastifyReply> {
  const { method, raw, body } = request;
  const given: Headers = Object.entries(raw.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value) => [name, value] as const),
  );
  const hasBody = body instanceof Readable && method !== "GET" && method !== "HEAD";
  const response = await transcoder.handle(
    new Request(`http://gateway.internal${path}`, {
      method,
      headers: toUpstream(given, callerOf(request)).map(([name, value]): [string, string] => [name, value]),
      signal: whileWanted(reply),
      ...(hasBody && { body: ReadableStream.from(asCalled(body)), duplex: "half" }),
    } as RequestInit),
  );
  reply.code(response.status);
  for (const [name, value] of fromUpstream([...response.headers])) {
    if (name !== "x-request-id") reply.header(name, value);
  }
  if (response.body === null) return reply.send();
  return reply.send(Readable.fromWeb(response.body as ReadableStream<Uint8Array>));
}
