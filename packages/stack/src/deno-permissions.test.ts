import { describe, expect, it } from "@jest/globals";
import { denoPermissions } from "./deno-permissions.ts";

describe("denoPermissions()", () => {
  const permissions = denoPermissions({
    GRPC_ADDRESS: "127.0.0.1:50052",
    PRODUCT_ADDRESS: "127.0.0.1:50051",
    DATABASE_URL: "postgres://user:password@127.0.0.1:5432/shopping_cart",
    ISSUER: "http://127.0.0.1:5005",
    CLIENT_KEY: "{}",
  });

  it("opens the network to the addresses that the service was told, and no other", () => {
    expect(permissions).toContain("--allow-net=127.0.0.1:50052,127.0.0.1:50051,127.0.0.1:5432,127.0.0.1:5005");
  });

  it("lets it read, write and run nothing, and keeps the password off the command line", () => {
    expect(permissions.filter((flag) => /read|write|run|ffi|all$/.test(flag))).toEqual([]);
    expect(permissions.join(" ")).not.toContain("password");
  });
});
