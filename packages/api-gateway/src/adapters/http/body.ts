import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { problem } from "./problems.ts";

/**
 * Takes a body as bytes, whatever they are: whole for REST, so that no slow caller keeps an upstream waiting and what may
 * be sent again can be; as it comes for a gRPC method, which reads it line by line.
 */
export function addBodyParser(app: FastifyInstance, maxBodyBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (request, payload, done) => {
    if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes && request.target?.kind === "rest") {
      done(tooLarge(maxBodyBytes));
    } else if (request.target?.kind === "grpc") {
      done(null, payload);
    } else {
      collect(payload, maxBodyBytes).then((body) => done(null, body), done);
    }
  });
}

async function collect(payload: IncomingMessage, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(most: number) {
  return problem("content-too-large", `A body may have ${most} bytes`, { headers: { connection: "close" } });
}
