import { randomUUID } from "node:crypto";
import { enumToJson } from "@bufbuild/protobuf";
import {
  type Product,
  ProductService,
  ProductStatus,
  ProductStatusSchema,
} from "@hexmart/contracts/product/v1/product";
import { RpcError } from "@hexmart/grpc";
import type { Shop } from "./shop.ts";

export const services = ["identity", "product"] as const;

const usd = (units: bigint) => ({ currencyCode: "USD", units });
const draft = {
  name: "Mi11",
  description: "Newer Xiaomi Phone Mi11",
  price: usd(749n),
  status: ProductStatus.IN_STOCK,
};
// #region read-an-error
/** Shows what an error says: a code for programs, a text for people, and details for both. */
async function refused(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => new Error("It was not refused"),
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof RpcError)) throw error;
  const { resourceInfo, badRequest } = error.details;
  console.log(`  ${error.code}: ${error.message}`);
  if (resourceInfo) console.log(`    it is about ${resourceInfo.resourceType} ${resourceInfo.resourceName}`);
  for (const { field, description } of badRequest?.fieldViolations ?? []) console.log(`    ${field}: ${description}`);
}
// #endregion read-an-error

const show = ({ name, price, status }: Product) =>
  `${name}, ${price?.units} USD, ${enumToJson(ProductStatusSchema, status)}`;

export async function lesson(shop: Shop): Promise<void> {
  using products = shop.connect(ProductService, "product");

  console.log("\nRead what nobody has");
  await refused(products.getProduct({ id: randomUUID() }));

  console.log("\nCreate a product without a name, for less than nothing");
  await refused(products.createProduct({ product: { ...draft, name: "", price: usd(-1n) } }));

  console.log("\nCreate one, and lose the answer: the same request again");
  const requestId = randomUUID();
  const { product: first } = await products.createProduct({ product: draft, requestId });
  const { product } = await products.createProduct({ product: draft, requestId });
  if (!first || !product) throw new Error("Nothing was created");
  console.log(`  ${product.id === first.id ? "one product" : "two products"}: ${show(product)}`);

  console.log("\nAlice and Bob have both read it. Alice changes the status, and nothing else");
  const { id, etag } = product;
  const lowered = { product: { id, etag, status: ProductStatus.LOW }, updateMask: { paths: ["status"] } };
  const { product: changed } = await products.updateProduct(lowered);
  if (changed) console.log(`  ${show(changed)}`);

  console.log("Bob changes the price of what he has read");
  const cheaper = { product: { id, etag, price: usd(649n) }, updateMask: { paths: ["price"] } };
  await refused(products.updateProduct(cheaper));

  console.log("Bob reads it again, and decides anew");
  const { product: read } = await products.getProduct({ id });
  const again = { ...cheaper, product: { ...cheaper.product, etag: read?.etag ?? "" } };
  const { product: both } = await products.updateProduct(again);
  if (both) console.log(`  ${show(both)}`);
  console.log("\nList by price, three to a page");
  const query = { orderBy: "price desc", pageSize: 3 };
  let pageToken = "";
  do {
    const page = await products.listProducts({ ...query, pageToken });
    console.log(`  ${page.products.map(({ name }) => name).join(", ")}${page.nextPageToken && ", and there is more"}`);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");

  console.log("Take the token of one list to another");
  const { nextPageToken } = await products.listProducts(query);
  await refused(products.listProducts({ orderBy: "name", pageToken: nextPageToken }));
}
