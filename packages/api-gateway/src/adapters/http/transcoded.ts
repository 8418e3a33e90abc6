import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Transcoder } from "@hexmart/transcode";
import type { FastifyReply, FastifyRequest } from "fastify";
import { fromUpstream, type Headers, toUpstream } from "#domain/headers.ts";
import { callerOf, whileWanted } from "./caller.ts";

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
      ...(hasBody && { body: Readable.toWeb(body) as unknown as ReadableStream<Uint8Array>, duplex: "half" }),
    } as RequestInit),
  );
  reply.code(response.status);
  for (const [name, value] of fromUpstream([...response.headers])) {
    if (name !== "x-request-id") reply.header(name, value);
  }
  if (response.body === null) return reply.send();
  return reply.send(Readable.fromWeb(response.body as ReadableStream<Uint8Array>));
}
