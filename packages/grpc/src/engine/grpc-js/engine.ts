import type { Engine } from "../port.ts";
import { dialByGrpcJs } from "./client.ts";
import { listenByGrpcJs } from "./server.ts";

/** gRPC by \@grpc/grpc-js. Nothing outside this folder imports it. */
export const grpcJs: Engine = { listen: listenByGrpcJs, dial: dialByGrpcJs };
