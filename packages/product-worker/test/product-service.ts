import { policy } from "@hexmart/contracts/auth/v1/policy";
import { type ProductDraft, ProductService, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { implement, type RpcContext, RpcError, serve } from "@hexmart/grpc";
import { fromParts } from "@hexmart/money";
import { createTestIdentity, silentLogger, startRestartable } from "@hexmart/testing";
import type { NewProduct } from "#domain/run.ts";

const AUDIENCE = "urn:hexmart:product";

/** What a bulk insert brought: the ids of each chunk, and the id of the call in the logs. */
export type BulkInsert = { readonly chunks: string[][]; readonly requestId: string };

type ProductServiceOptions = {
  /** Runs before a bulk insert is read, and after it has been stored: where trouble can be made. */
  readonly before?: (context: RpcContext) => Promise<void>;
  readonly after?: (context: RpcContext) => Promise<void>;
};

/** A product service that tests can take away: the real server kit, the real contract and real tokens, before a map. */
export async function startProductService({ before, after }: ProductServiceOptions = {}) {
  const identity = createTestIdentity();
  const stored = new Map<string, NewProduct>();
  const calls: BulkInsert[] = [];
  // How many products of a chunk were new when it came first: a chunk that comes again is answered alike.
  const insertedBy = new Map<string, number>();
  const unused = () => Promise.reject(new RpcError("UNIMPLEMENTED", "the worker only inserts in bulk"));
  const service = implement(ProductService, {
    createProduct: unused,
    getProduct: unused,
    batchGetProducts: unused,
    listProducts: unused,
    updateProduct: unused,
    deleteProduct: unused,
    // biome-ignore lint/correctness/useYield: it fails before it has anything to yield
    async *streamProducts() {
      await unused();
    },
    async bulkInsertProducts(requests, context) {
      const chunks: string[][] = [];
      calls.push({ chunks, requestId: context.requestId });
      await before?.(context);
      let inserted = 0;
      for await (const { requestId, products } of requests) {
        const size = stored.size;
        for (const product of products) if (!stored.has(product.id)) stored.set(product.id, read(product));
        const chunk = `${requestId}/${chunks.length}`;
        const added = insertedBy.get(chunk) ?? stored.size - size;
        insertedBy.set(chunk, added);
        inserted += added;
        chunks.push(products.map(({ id }) => id));
      }
      await after?.(context);
      return { insertedCount: BigInt(inserted), duplicateCount: BigInt(chunks.flat().length - inserted) };
    },
  });
  const verify = identity.verifier(AUDIENCE);
  const server = await startRestartable((address) =>
    serve({ address, services: [service], auth: { policy, verify }, logger: silentLogger }),
  );
  return { ...server, identity, stored, calls };
}

function read({ id, name, description, price, status }: ProductDraft): NewProduct {
  if (price === undefined) throw new Error(`product ${id} came without a price`);
  return { id, name, description, price: fromParts(price), status: statusOf(status) };
}

function statusOf(status: ProductDraft["status"]): NewProduct["status"] {
  if (status === ProductStatus.LOW) return "low";
  return status === ProductStatus.IN_STOCK ? "inStock" : "outOfStock";
}
