import type { TokenSource } from "@hexmart/auth";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { connect } from "@hexmart/grpc";
import type { ClientSecurity } from "@hexmart/grpc/config";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import { toDependencyError } from "./errors.ts";
import { toOutcome, toRequests } from "./mapper.ts";

export type GrpcProductCatalogueOptions = {
  /** host:port of the product service. */
  readonly address: string;
  readonly tokens: TokenSource;
  readonly security?: ClientSecurity;
  /** How long one bulk insert may take, in milliseconds. */
  readonly deadlineMs: number;
};

/** The product service, by the client stream that its contract promises for many products; one channel for all calls. */
export function createGrpcProductCatalogue({
  address,
  tokens,
  security,
  deadlineMs,
}: GrpcProductCatalogueOptions): ProductCatalogue & Disposable {
  const client = connect(ProductService, { address, accessToken: tokens, ...security });

  return {
    async bulkInsert(products, { runId, signal }) {
      try {
        const headers = { "x-request-id": runId };
        const options = { signal, timeoutMs: deadlineMs, headers };
        return toOutcome(await client.bulkInsertProducts(toRequests(runId, products), options));
      } catch (error) {
        signal.throwIfAborted();
        throw toDependencyError(error);
      }
    },

    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}
