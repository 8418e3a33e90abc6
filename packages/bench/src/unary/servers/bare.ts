import process from "node:process";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import {
  type GetProductRequest,
  GetProductRequestSchema,
  type GetProductResponse,
  GetProductResponseSchema,
} from "@hexmart/contracts/product/v1/product";
import { beMeasured } from "../../measured.ts";
import { path } from "../method.ts";
import { getProduct } from "../product.ts";
import type { ServerReady } from "../server.ts";

// What one writes who takes grpc-js and protobuf-es, and nothing else.
await beMeasured<ServerReady>(async (count) => {
  const server = new Server(process.argv.includes("--no-channelz") ? { "grpc.enable_channelz": 0 } : {});
  server.addService(
    {
      getProduct: {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: (message: GetProductRequest) => Buffer.from(toBinary(GetProductRequestSchema, message)),
        requestDeserialize: (bytes: Buffer) => fromBinary(GetProductRequestSchema, bytes),
        responseSerialize: (message: GetProductResponse) => Buffer.from(toBinary(GetProductResponseSchema, message)),
        responseDeserialize: (bytes: Buffer) => fromBinary(GetProductResponseSchema, bytes),
      },
    },
    {
      getProduct(
        call: ServerUnaryCall<GetProductRequest, GetProductResponse>,
        answer: sendUnaryData<GetProductResponse>,
      ) {
        count.calls += 1;
        answer(null, getProduct(call.request.id));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}` };
});
