import "reflect-metadata";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Controller, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { GrpcMethod, Transport } from "@nestjs/microservices";
import { beMeasured } from "../../measured.ts";
import { packageDefinition } from "../package-definition.ts";
import { getProduct, request } from "../product.ts";
import type { ServerReady } from "../server.ts";

// NestJS' own gRPC transport, with the codec that it comes with. Decorators are functions: written so, Node runs this
// file as it is.
await beMeasured<ServerReady>(async (count) => {
  // In the words of its codec.
  const answers: ReadonlyMap<string, unknown> = new Map([[request.id, toPlain(request.id)]]);

  class ProductController {
    getProduct({ id }: { id: string }): unknown {
      count.calls += 1;
      return answers.get(id) ?? {};
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(ProductController.prototype, "getProduct") ?? {};
  GrpcMethod("ProductService", "GetProduct")(ProductController.prototype, "getProduct", descriptor);
  Controller()(ProductController);

  class ProductModule {}
  Module({ controllers: [ProductController] })(ProductModule);

  const url = `127.0.0.1:${await freePort()}`;
  const app = await NestFactory.createMicroservice(ProductModule, {
    transport: Transport.GRPC,
    options: { url, package: "hexmart.product.v1", packageDefinition: packageDefinition() },
    logger: ["error"],
  });
  await app.listen();
  return { address: url };
});

/** NestJS does not tell which port it got. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Proto-loader's plain objects: names in camelCase, 64-bit numbers as text, times as seconds and nanos. */
function toPlain(id: string): object {
  const { product } = getProduct(id);
  if (product === undefined) return {};
  const { createTime, price, ...rest } = product;
  return {
    product: {
      ...rest,
      price: price && { currencyCode: price.currencyCode, units: String(price.units), nanos: price.nanos },
      createTime: createTime && { seconds: String(createTime.seconds), nanos: createTime.nanos },
    },
  };
}
