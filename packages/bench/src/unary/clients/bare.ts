import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import {
  type GetProductRequest,
  GetProductRequestSchema,
  type GetProductResponse,
  GetProductResponseSchema,
} from "@hexmart/contracts/product/v1/product";
import { path } from "../method.ts";
import { request } from "../product.ts";
import { address, keepCalling, token } from "./calls.ts";

// What one writes who takes grpc-js and protobuf-es, and nothing else: a promise around each call, a token, a deadline.
const client = new Client(address, credentials.createInsecure());

await keepCalling(
  () =>
    new Promise<GetProductResponse>((resolve, reject) => {
      const metadata = new Metadata();
      metadata.set("authorization", `Bearer ${token}`);
      client.makeUnaryRequest<GetProductRequest, GetProductResponse>(
        path,
        (message) => Buffer.from(toBinary(GetProductRequestSchema, message)),
        (bytes) => fromBinary(GetProductResponseSchema, bytes),
        request,
        metadata,
        { deadline: Date.now() + 10_000 },
        (error, response) => (response === undefined ? reject(error) : resolve(response)),
      );
    }),
);
