import { context, propagation } from "@opentelemetry/api";
import { TokenRefusedError, UnavailableError } from "#domain/errors.ts";
import { toRefusal } from "./refusals.ts";

export type Question = {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query; what a person has said in it is encoded. */
  readonly path: string;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In the place of the deadline. */
  readonly signal?: AbortSignal;
};

/** The JSON of an answer. One that breaks off comes from a gateway that is away. */
export function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch((cause: unknown) => {
    throw new UnavailableError("The gateway has broken off its answer", { cause });
  });
}

// #region ending-with
/**
 * Deno lets go of a request that is answered, and with it of the signal that would end the body: without this it watches
 * a cart for a browser that has left.
 */
function endingWith(signal: AbortSignal, response: Response): Response {
  const { body } = response;
  return body === null ? response : new Response(body.pipeThrough(new TransformStream(), { signal }), response);
}
// #endregion ending-with

/** Asks the gateway; whatever is no success is an error of the domain. */
export type Ask = (question: Question) => Promise<Response>;

/** Less than a browser's patience, more than the gateway takes to give up. */
const TIMEOUT_MS = 10_000;

export function createAsk(gatewayUrl: string): Ask {
  return async ({ method = "GET", path, token, headers, body, signal = AbortSignal.timeout(TIMEOUT_MS) }) => {
    const sent: Record<string, string> = {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    };
    propagation.inject(context.active(), sent);
    const response = await fetch(`${gatewayUrl.replace(/\/$/, "")}${path}`, {
      method,
      headers: sent,
      redirect: "error",
      signal,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new UnavailableError("The gateway cannot be reached", { cause });
    });
    if (response.ok) return endingWith(signal, response);
    if (response.status === 401) throw new TokenRefusedError(`The gateway refused the token for ${method} ${path}`);
    throw toRefusal(response.status, await response.json().catch(() => undefined));
  };
}
