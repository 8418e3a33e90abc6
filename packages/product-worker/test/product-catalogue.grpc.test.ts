import { createGrpcProductCatalogue } from "#adapters/grpc/product-catalogue.ts";
import { describeProductCatalogue } from "./product-catalogue.contract.ts";
import { startProductService } from "./product-service.ts";

describeProductCatalogue("gRPC", async () => {
  const service = await startProductService();
  const get = () =>
    service.identity.mint({ clientId: "worker", scopes: ["product.write"], audience: "urn:hexmart:product" });
  const catalogue = createGrpcProductCatalogue({
    address: service.address,
    tokens: { get, invalidate() {} },
    deadlineMs: 10_000,
  });
  return {
    catalogue,
    stored: () => [...service.stored.values()],
    async [Symbol.asyncDispose]() {
      catalogue[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
    },
  };
});
