import { type Handlers, implement, RpcError, type Server, serve } from "@hexmart/grpc";
import { InteropService, UnimplementedService } from "./gen/hexmart/interop/v1/interop_pb.ts";
import { silentLogger } from "./serve-interop.ts";

const oneByte = { payload: new Uint8Array(1) };

/** Plausible answers, none of which is what was asked for. */
const handlers: Handlers<typeof InteropService> = {
  async emptyCall() {
    throw new RpcError("UNIMPLEMENTED", "Nothing to answer");
  },
  async unaryCall() {
    return oneByte;
  },
  async streamingInputCall() {
    return { aggregatedPayloadSize: 1 };
  },
  async *streamingOutputCall() {
    yield oneByte;
  },
  async *fullDuplexCall() {
    yield oneByte;
  },
  async unimplementedCall() {
    return {};
  },
};

/** Serves what the interop cases call, wrongly: what passes against this server proves nothing. */
export function serveWrongly(): Promise<Server> {
  return serve({
    address: "127.0.0.1:0",
    services: [implement(InteropService, handlers), implement(UnimplementedService, { anyCall: async () => ({}) })],
    auth: "none",
    logger: silentLogger,
  });
}
