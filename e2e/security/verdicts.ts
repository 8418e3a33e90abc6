import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { type ClientSessionOptions, connect, constants } from "node:http2";

/** What a server makes of a request: whether it knows the caller, and lets it do what it asks. */
export type Verdict = "accepted" | "unauthenticated" | "forbidden" | "refused unread";

/** Asks a server once, with these authorization headers. */
export type Ask = (authorization: readonly string[]) => Promise<Verdict>;

const TIMEOUT_MS = 10_000;

const { NGHTTP2_ENHANCE_YOUR_CALM } = constants;
const OK = 0;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNAUTHENTICATED = 16;

/** Node's types do not know the option yet. */
const withRepeatedFields: ClientSessionOptions & { strictSingleValueFields: boolean } = {
  strictSingleValueFields: false,
};

/** A unary gRPC call, frame by frame: a client library would not send every header that a test wants to. */
export function grpcAsk(address: string, method: string, message: Uint8Array): Ask {
  return async (authorization) => {
    const session = connect(`http://${address}`, withRepeatedFields);
    try {
      await once(session, "connect");
      const headers = [":method", "POST", ":path", method, ":scheme", "http", ":authority", address];
      const fields = ["content-type", "application/grpc", "te", "trailers", "grpc-timeout", `${TIMEOUT_MS}m`];
      for (const value of authorization) fields.push("authorization", value);
      const stream = session.request([...headers, ...fields]);
      let status: unknown;
      const note = (headers: Record<string, unknown>) => {
        status ??= headers["grpc-status"];
      };
      stream.on("response", note).on("trailers", note).resume();
      stream.end(frame(message));
      await new Promise<void>((resolve) => stream.on("close", resolve).on("error", () => {}));
      return stream.rstCode === NGHTTP2_ENHANCE_YOUR_CALM ? "refused unread" : grpcVerdict(Number(status));
    } finally {
      session.destroy();
    }
  };
}

/** Length-prefixed, uncompressed. */
function frame(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function grpcVerdict(status: number): Verdict {
  switch (status) {
    case OK:
      return "accepted";
    case PERMISSION_DENIED:
      return "forbidden";
    case RESOURCE_EXHAUSTED:
      return "refused unread";
    case UNAUTHENTICATED:
      return "unauthenticated";
  }
  throw new Error(`Cannot judge grpc-status ${status}: expected 0, 7, 8 or 16`);
}

/** A GET of a URL. */
export function httpAsk(url: string): Ask {
  return async (authorization) => {
    const request = httpRequest(url, { timeout: TIMEOUT_MS, agent: false, headers: { connection: "close" } });
    request.setHeader("authorization", authorization);
    request.end();
    const [response] = await once(request, "response");
    response.resume();
    await once(response, "end");
    return httpVerdict(response.statusCode, String(response.headers["www-authenticate"] ?? ""));
  };
}

/** Of a 401 and of a 403 for a scope, RFC 6750 wants the challenge that says so. */
function httpVerdict(status: number, challenge: string): Verdict {
  if (status === 200) return "accepted";
  if (status === 401 && challenge.startsWith("Bearer")) return "unauthenticated";
  if (status === 400 && challenge.includes('error="invalid_request"')) return "unauthenticated";
  if (status === 403 && challenge.includes('error="insufficient_scope"')) return "forbidden";
  if (status === 431) return "refused unread";
  throw new Error(`Cannot judge status ${status} with the challenge "${challenge}"`);
}
