import { create } from "@bufbuild/protobuf";
import { EchoRequestSchema, EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import type { EngineServerCall, WireHeaders, WireStatus } from "../src/engine/port.ts";
import type { Principal } from "../src/rpc-context.ts";
import type { RpcError } from "../src/rpc-error.ts";
import { InboundCall } from "../src/server/inbound-call.ts";
import type { Interceptor } from "../src/server/interceptor.ts";
import { chain } from "../src/server/interceptor.ts";
import { errors } from "../src/server/interceptors/errors.ts";

/** What was sent to the caller of a recorded call. */
export type Sent = { header: WireHeaders[]; messages: Uint8Array[]; status: WireStatus | undefined };

/** A call to EchoService.Echo without an engine: it is given a header, and what is sent is written down. */
export function recordedCall(
  options: {
    header?: WireHeaders;
    peer?: string;
    timeout?: string;
    steps?: readonly Interceptor[];
    principal?: Principal;
    requestId?: string;
  } = {},
): { readonly call: InboundCall; readonly sent: Sent } {
  const sent: Sent = { header: [], messages: [], status: undefined };
  const wire: EngineServerCall = {
    header: options.header ?? {},
    peer: options.peer ?? "127.0.0.1",
    timeout: options.timeout,
    read: async () => undefined,
    sendHeader(header) {
      sent.header.push(header);
    },
    write(message) {
      sent.messages.push(message);
      return undefined;
    },
    respond(header, message, trailer) {
      sent.header.push(header);
      sent.messages.push(message);
      sent.status = { code: 0, message: "OK", trailer };
    },
    finish(status) {
      sent.status = status;
    },
  };
  const call = new InboundCall(wire, EchoService.method.echo, chain([...(options.steps ?? []), errors()]));
  call.principal = options.principal;
  call.requestId = options.requestId ?? "request-1";
  return { call, sent };
}

/** What a step throws, which must be an error of any kind. */
export async function thrownBy(action: () => unknown): Promise<RpcError> {
  try {
    await action();
  } catch (error) {
    return error as RpcError;
  }
  throw new Error("Expected an error, but nothing was thrown");
}

/** A request to EchoService.Echo. */
export function echoRequest(text: string) {
  return create(EchoRequestSchema, { text });
}
