import type { Message } from "@bufbuild/protobuf";
import type { CallOptions } from "./client.ts";
import { OutboundCall } from "./outbound-call.ts";
import type { Route } from "./route.ts";

/** Makes a unary call once; `earlier` tries have failed. */
type Attempt = (call: OutboundCall, earlier: number) => Promise<Message>;

/**
 * Makes a unary call until it is answered or has failed for good: once more with another token where the server refused
 * the first, and as often as the client's retries allow. To its caller it is one call, with one deadline and one trailer.
 */
export async function callUntilAnswered(route: Route, options: CallOptions, attempt: Attempt): Promise<Message> {
  const { onTrailer } = options;
  let trailer: Headers | undefined;
  const own: CallOptions =
    onTrailer === undefined
      ? options
      : {
          ...options,
          onTrailer(of) {
            trailer = of;
          },
        };
  const call = new OutboundCall(route, own);
  try {
    const response = await attempt(call, 0);
    route.retries?.succeeded();
    return response;
  } catch (error) {
    return await tryAgain(route, own, attempt, call, error);
  } finally {
    if (trailer !== undefined) {
      onTrailer?.(trailer);
    }
  }
}

async function tryAgain(
  route: Route,
  options: CallOptions,
  attempt: Attempt,
  first: OutboundCall,
  firstError: unknown,
): Promise<Message> {
  const { deadline, signals } = first;
  let call = first;
  let error = firstError;
  let tries = 1;
  let tokenRenewed = false;
  while (!call.answered) {
    if (call.tokenRefused && !tokenRenewed) {
      tokenRenewed = true;
    } else if (await route.retries?.failed({ error, tries, deadline, signals })) {
      tries += 1;
    } else {
      break;
    }
    call = new OutboundCall(route, options, deadline);
    try {
      const response = await attempt(call, tries - 1);
      route.retries?.succeeded();
      return response;
    } catch (thrown) {
      error = thrown;
    }
  }
  throw error;
}
