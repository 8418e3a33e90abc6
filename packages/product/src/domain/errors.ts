/** Why the product service could not do what it was asked. */
export type ProductErrorCode = "PRODUCT_NOT_FOUND" | "PRODUCT_ALREADY_EXISTS" | "PRODUCT_CHANGED";

/** The error that the domain throws; `code` is closed, so that an adapter can translate every one. */
export class ProductError extends Error {
  override readonly name = "ProductError";
  readonly code: ProductErrorCode;
  /** The id of the product that the error is about. */
  readonly productId: string;

  constructor(code: ProductErrorCode, productId: string, message: string) {
    super(message);
    this.code = code;
    this.productId = productId;
  }
}

/** Why a request cannot be the retry that its id says it is. */
export type RequestErrorCode = "REQUEST_ID_REUSED";

/** The error of a request as a whole, whatever products it is about. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: RequestErrorCode;
  readonly requestId: string;

  constructor(code: RequestErrorCode, requestId: string, message: string) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}

/** Something that a use case cannot do without is not to be reached now; to try again later may help. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}

export function productNotFound(productId: string): ProductError {
  return new ProductError("PRODUCT_NOT_FOUND", productId, `Product "${productId}" does not exist`);
}

export function productAlreadyExists(productId: string): ProductError {
  return new ProductError(
    "PRODUCT_ALREADY_EXISTS",
    productId,
    `Cannot create product "${productId}": a product with this id but other content exists; leave the id empty for a new one`,
  );
}

export function productChanged(verb: "update" | "delete", productId: string): ProductError {
  return new ProductError(
    "PRODUCT_CHANGED",
    productId,
    `Cannot ${verb} product "${productId}": it has changed since its etag was read; read it again, and decide anew`,
  );
}

export function requestIdReused(requestId: string): RequestError {
  return new RequestError(
    "REQUEST_ID_REUSED",
    requestId,
    `Cannot create a product by request "${requestId}": it asked for another one before; make a new request id`,
  );
}

export function chunkReplaced(requestId: string, chunk: number): RequestError {
  return new RequestError(
    "REQUEST_ID_REUSED",
    requestId,
    `Cannot insert chunk ${chunk} of request "${requestId}": it had other content before; repeat the same chunks, or make a new request id`,
  );
}
