import { setTimeout } from "node:timers/promises";
import {
  type Handlers,
  implement,
  type RpcContext,
  RpcError,
  type Server,
  type StatusCode,
  serve,
} from "@hexmart/grpc";
import { InteropService, type ResponseStatus } from "./gen/hexmart/interop/v1/interop_pb.ts";

/** The canonical codes in the order of their numbers, from 1. The kit knows codes by name; here a caller sends a number. */
const codes: readonly StatusCode[] = [
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

// The kit makes no service that lacks a handler. So the method is taken out of the service, and is unknown for real.
const { unimplementedCall: _, ...method } = InteropService.method;
const answered = { ...InteropService, method, methods: Object.values(method) };

function echoHeaders({ requestHeader, responseHeader, responseTrailer }: RpcContext): void {
  const initial = requestHeader.get("x-grpc-test-echo-initial");
  const trailing = requestHeader.get("x-grpc-test-echo-trailing-bin");
  if (initial !== null) responseHeader.set("x-grpc-test-echo-initial", initial);
  if (trailing !== null) responseTrailer.set("x-grpc-test-echo-trailing-bin", trailing);
}

function throwStatus(status: ResponseStatus | undefined): void {
  if (status === undefined) return;
  const code = codes[status.code - 1];
  if (code === undefined) {
    throw new RpcError("INVALID_ARGUMENT", `Cannot answer with status ${status.code}: codes are 1 to 16`);
  }
  throw new RpcError(code, status.message);
}

/** The kit's server compresses for callers who do: to ask for compressed answers is to compress. */
function refuseUncompressed({ requestHeader }: RpcContext): void {
  if (requestHeader.get("grpc-encoding") !== "gzip") {
    throw new RpcError("INVALID_ARGUMENT", "Cannot take the call for a compressed one: its grpc-encoding is not gzip");
  }
}

const handlers: Handlers<typeof answered> = {
  async emptyCall() {
    return {};
  },
  async unaryCall({ responseSize, responseStatus, expectCompressed, responseCompressed }, context) {
    if (expectCompressed || responseCompressed) refuseUncompressed(context);
    echoHeaders(context);
    throwStatus(responseStatus);
    return { payload: new Uint8Array(responseSize) };
  },
  async streamingInputCall(requests, context) {
    let size = 0;
    for await (const { payload, expectCompressed } of requests) {
      if (expectCompressed) refuseUncompressed(context);
      size += payload.length;
    }
    return { aggregatedPayloadSize: size };
  },
  async *streamingOutputCall({ responseSizes, responseCompressed }, context) {
    if (responseCompressed) refuseUncompressed(context);
    for (const size of responseSizes) yield { payload: new Uint8Array(size) };
  },
  async *fullDuplexCall(requests, context) {
    echoHeaders(context);
    for await (const { delayMs, responseSizes, responseStatus } of requests) {
      if (delayMs > 0) await setTimeout(delayMs, undefined, { signal: context.signal });
      for (const size of responseSizes) yield { payload: new Uint8Array(size) };
      throwStatus(responseStatus);
    }
  },
};

const ignore = () => {};

/** Failures are what half of the cases ask for: a log of them would only be read as one of faults. */
export const silentLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Serves what the interop cases call, over the kit, on a free port. */
export function serveInterop(): Promise<Server> {
  return serve({
    address: "127.0.0.1:0",
    services: [implement(answered, handlers)],
    auth: "none",
    logger: silentLogger,
  });
}
