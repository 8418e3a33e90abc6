import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ProblemError, problem } from "./problems.ts";

/** What bounds a body that its route reads as it comes, in the place of its size and time as a whole. */
export type StreamedBody = {
  /** How long the route may wait for more of it, in milliseconds. While the route itself is slow nothing is counted. */
  readonly idleMs: number;
  /** How large all of it may be, in bytes. */
  readonly maxBytes: number;
};

type Options = {
  /** How long a body may take to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number;
  readonly streamedBody?: ((request: FastifyRequest) => StreamedBody | undefined) | undefined;
  readonly answer: (error: ProblemError, request: FastifyRequest, reply: FastifyReply) => void;
};

/** Sees to it that no body arrives for ever. Node has one such limit for all requests of a server; these have two. */
export function boundArrival(app: FastifyInstance, { bodyTimeoutMs, streamedBody, answer }: Options): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();

  function bound(request: FastifyRequest, reply: FastifyReply): void {
    const timer = setTimeout(() => {
      if (request.raw.complete) return;
      if (reply.sent || reply.raw.headersSent) request.raw.socket.destroy();
      else answer(tooSlow(bodyTimeoutMs), request, reply);
    }, bodyTimeoutMs);
    // Whoever stops the server does not wait for it.
    timer.unref();
    timers.set(request, timer);
    for (const event of ["end", "close"]) request.raw.once(event, () => clearTimeout(timer));
  }

  app.addHook("onRequest", (request, reply, done) => {
    if (hasBody(request)) bound(request, reply);
    done();
  });
  if (streamedBody === undefined) return;
  app.addHook("preParsing", async (request, reply, payload) => {
    const bounds = hasBody(request) ? streamedBody(request) : undefined;
    if (bounds === undefined) return payload;
    clearTimeout(timers.get(request));
    // What still comes when it has been answered is nobody's stream any more.
    reply.raw.once("finish", () => {
      if (!request.raw.complete && !request.raw.destroyed) bound(request, reply);
    });
    return Readable.from(withinBounds(payload as Readable, bounds), { objectMode: false });
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

async function* withinBounds(body: Readable, { idleMs, maxBytes }: StreamedBody): AsyncGenerator<Uint8Array> {
  // To leave it early would otherwise cut the connection, on which the answer is still to go out.
  const chunks = body.iterator({ destroyOnReturn: false });
  let size = 0;
  for (;;) {
    const next = await within(idleMs, chunks.next().catch(brokenOff));
    if (next.done === true) return;
    size += next.value.byteLength;
    if (size > maxBytes) {
      throw problem("content-too-large", `A stream may have ${maxBytes} bytes in all`, { headers: closing });
    }
    yield next.value;
  }
}

async function within<T>(idleMs: number, next: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(tooSlow(idleMs)), idleMs);
  try {
    return await Promise.race([next, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function brokenOff(cause: unknown): never {
  throw problem("invalid-request", "The body has broken off", { headers: closing, cause });
}

const closing = { connection: "close" };

function tooSlow(ms: number): ProblemError {
  return problem("too-slow", `Nothing, or not all of it, has come within ${ms / 1_000} s`, { headers: closing });
}
