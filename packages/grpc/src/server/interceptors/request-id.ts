import { randomUUID } from "node:crypto";
import { requestIdHeader } from "../inbound-call.ts";
import type { Interceptor } from "../interceptor.ts";

/** What is safe to repeat in headers and logs: no spaces, quotes or line ends, and not endless. */
const sane = /^[\w.:/+=@-]{1,128}$/;

/** Takes the caller's request id, or makes one where the caller sent none, several or nonsense. */
export function requestId(): Interceptor {
  return {
    start(call) {
      const given = call.wire.header[requestIdHeader];
      call.requestId = typeof given === "string" && sane.test(given) ? given : randomUUID();
    },
  };
}
