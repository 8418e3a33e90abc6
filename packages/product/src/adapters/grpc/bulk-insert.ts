import { hash } from "node:crypto";
import { type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type BulkInsertProductsRequest,
  BulkInsertProductsRequestSchema,
  type BulkInsertProductsResponseSchema,
  BulkInsertRefusal,
  type ProductDraft as DraftMessage,
} from "@hexmart/contracts/product/v1/product";
import { RpcError } from "@hexmart/grpc";
import type { BulkChunk } from "#app/index.ts";
import type { BulkItem, BulkOutcome } from "#domain/bulk-insert.ts";
import { canonicalId } from "#domain/product.ts";
import { createDraftRules } from "./draft-rules.ts";
import { toDraft } from "./mapper.ts";

/**
 * Reads the chunks of a stream. Each product is checked by itself, since one that is invalid must not cost the
 * others.
 */
export function createChunkReader(): (requests: AsyncIterable<BulkInsertProductsRequest>) => AsyncGenerator<BulkChunk> {
  const violationsOf = createDraftRules();

  function toItem(draft: DraftMessage): BulkItem {
    const violations = violationsOf(draft);
    return violations.length === 0 ? toDraft(draft) : { violations };
  }

  return async function* (requests) {
    let requestId: string | undefined;
    for await (const request of requests) {
      const own = canonicalId(request.requestId);
      requestId ??= own;
      if (own !== requestId) {
        const message = `Cannot insert for request "${requestId}" and for "${own}": a stream has one request id`;
        const fieldViolations = [{ field: "request_id", description: message }];
        throw new RpcError("INVALID_ARGUMENT", message, { details: { badRequest: { fieldViolations } } });
      }
      // Written anew, so that the same content has the same digest in whatever way the client's library writes it.
      const bytes = toBinary(BulkInsertProductsRequestSchema, { ...request, requestId });
      yield { requestId, digest: hash("sha256", bytes), items: () => request.products.map(toItem) };
    }
  };
}

/** What came of a stream, as the contract sends it. */
export function toBulkResponse(outcome: BulkOutcome): MessageInitShape<typeof BulkInsertProductsResponseSchema> {
  const { insertedCount, duplicateCount, invalidCount, refusals } = outcome;
  return {
    insertedCount: BigInt(insertedCount),
    duplicateCount: BigInt(duplicateCount),
    invalidCount: BigInt(invalidCount),
    results: refusals.map((refusal) => ({
      index: BigInt(refusal.index),
      refusal: refusal.reason === "invalid" ? BulkInsertRefusal.INVALID : BulkInsertRefusal.DUPLICATE,
      violations: refusal.reason === "invalid" ? [...refusal.violations] : [],
    })),
    resultsTruncated: duplicateCount + invalidCount > refusals.length,
  };
}
