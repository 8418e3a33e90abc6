import type { FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "#domain/headers.ts";
import { CallerLeftError } from "./problems.ts";

/** What upstreams are told of whoever calls. */
export function callerOf({ id, ip, protocol, host }: FastifyRequest): Caller {
  return { requestId: id, address: ip, protocol, host };
}

/** Aborts when the caller has gone before the answer has left. */
export function whileWanted({ raw }: FastifyReply): AbortSignal {
  const wanted = new AbortController();
  const over = () => {
    if (!raw.writableFinished) wanted.abort(new CallerLeftError("The caller has left"));
  };
  // Whoever left while the token was checked will not leave again.
  if (raw.closed) over();
  else raw.once("close", over);
  return wanted.signal;
}
