import { getOption } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { connect, RpcError } from "@hexmart/grpc";
import { audiences } from "@hexmart/stack";
import type { Shop } from "./shop.ts";

export const services = ["identity", "discount"] as const;

export async function lesson(shop: Shop): Promise<void> {
  console.log("\nWhat the contract says of each method");
  // #region read-the-contract
  for (const method of DiscountService.methods) {
    const { scopes } = getOption(method, policy);
    const level = MethodOptions_IdempotencyLevel[method.idempotency];
    console.log(`  ${method.name}: ${scopes.join(" ")}, ${level}`);
  }
  // #endregion read-the-contract

  const address = shop.services.get("discount")?.address ?? "";
  const withScopes = (scopes: readonly string[]) =>
    connect(DiscountService, { address, accessToken: () => shop.accessToken("reader", audiences.discount, scopes) });

  // #region refusals
  console.log("\nCall without a token");
  using stranger = connect(DiscountService, { address });
  await refused(stranger.getDiscount({ code: "CODE_100" }));

  console.log("Create with a token that may only read");
  using reader = withScopes(["discount.read"]);
  await refused(reader.createDiscount({ discount: { code: "SPRING" } }));

  console.log("Create a code that nobody can type, worth nothing");
  using writer = withScopes(["discount.read", "discount.write"]);
  await refused(writer.createDiscount({ discount: { code: "frühling" } }));

  console.log("Ask as the contract says");
  const { discount } = await reader.getDiscount({ code: "CODE_100" });
  console.log(`  ${discount?.code}`);
  // #endregion refusals
}

/** Shows what a refusal says, and whom it blames. */
async function refused(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => new Error("It was not refused"),
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof RpcError)) throw error;
  const { errorInfo, badRequest } = error.details;
  console.log(`  ${error.code}${errorInfo ? `, ${errorInfo.reason}` : ""}`);
  for (const { field, description } of badRequest?.fieldViolations ?? []) console.log(`    ${field}: ${description}`);
}
