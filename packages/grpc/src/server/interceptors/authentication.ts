import { isLoopback } from "../../address.ts";
import { codeOf } from "../../error-code.ts";
import { errorDomain } from "../../error-domain.ts";
import type { Principal } from "../../rpc-context.ts";
import { RpcError } from "../../rpc-error.ts";
import type { InboundCall } from "../inbound-call.ts";
import type { Interceptor } from "../interceptor.ts";

/** Checks an access token; rejects with an error whose `code` is "invalid_token" or "temporarily_unavailable". */
export type Verify = {
  (token: string): Promise<Principal>;
  /** The caller, where it takes no waiting to tell, so that a token that was seen before costs no more than a look-up. */
  readonly known?: (token: string) => Principal | undefined;
};

/** The credentials of RFC 6750: the scheme in any case, and a token of the characters it allows. */
const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** As nearly everybody writes it. */
const usualScheme = "Bearer ";

function refusal(reason: string, message: string, cause?: unknown): RpcError {
  return new RpcError("UNAUTHENTICATED", message, { details: { errorInfo: { reason, domain: errorDomain } }, cause });
}

function toRefusal(thrown: unknown): unknown {
  const code = codeOf(thrown);
  if (code === "invalid_token") {
    return refusal(
      "TOKEN_INVALID",
      "The access token is not valid: it may have expired or be meant for another server",
      thrown,
    );
  }
  if (code === "temporarily_unavailable") {
    return new RpcError("UNAVAILABLE", "The access token cannot be checked for now: try again later", {
      details: {
        errorInfo: { reason: "TOKEN_NOT_CHECKED", domain: errorDomain },
        retryInfo: { retryDelay: { seconds: 1n } },
      },
      cause: thrown,
    });
  }
  return thrown;
}

/** Not UNAUTHENTICATED, to which a client's answer would be to send another token the same way. */
function heardByOthers(): RpcError {
  return new RpcError(
    "PERMISSION_DENIED",
    "An access token came in plaintext over a network, where others may have read it: call over TLS",
    { details: { errorInfo: { reason: "TOKEN_IN_PLAINTEXT", domain: errorDomain } } },
  );
}

/**
 * Lets in only who brings a valid access token, before anything of the body is read. With `plaintext` "loopback", what is
 * said in plaintext is believed only of callers on this machine.
 */
export function authentication(verify: Verify, plaintext: "loopback" | "allow"): Interceptor {
  async function ask(call: InboundCall, token: string): Promise<void> {
    try {
      call.principal = await verify(token);
    } catch (thrown) {
      throw toRefusal(thrown);
    }
  }

  return {
    start(call) {
      const header = call.wire.header.authorization;
      if (header === undefined) {
        throw refusal("TOKEN_MISSING", "An access token is needed: send it as `authorization: Bearer <token>`");
      }
      const heard = plaintext === "loopback" && !isLoopback(call.wire.peer ?? "");
      if (!heard && typeof header === "string" && header.startsWith(usualScheme)) {
        // What is known needs no look at its form.
        call.principal = verify.known?.(header.slice(usualScheme.length));
        if (call.principal !== undefined) {
          return;
        }
      }
      // With two tokens, which one counts would depend on who reads them.
      const token = typeof header === "string" ? bearer.exec(header)?.[1] : undefined;
      if (token === undefined) {
        throw refusal("TOKEN_MALFORMED", "Exactly one access token is needed, as `authorization: Bearer <token>`");
      }
      if (heard) {
        throw heardByOthers();
      }
      return ask(call, token);
    },
  };
}
