import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { audiences } from "@hexmart/stack";
import { describe, expect } from "@jest/globals";
import { startSystem } from "../system.ts";
import { python, withPython } from "./python.ts";

const run = promisify(execFile);

describe("a foreign client (Python, grpcio)", () => {
  withPython(
    "finds the services by reflection, sees them healthy, reads with a token and is refused without",
    async () => {
      await using system = await startSystem();
      const address = system.services.get("product")?.address ?? "";
      const token = await system.accessToken("e2e", audiences.product, ["product.read"]);
      const script = join(import.meta.dirname, "foreign_client.py");

      const { stdout } = await run(python, [script, address, token, "01900000-0000-7000-8000-000000000001"]);

      expect(JSON.parse(stdout)).toMatchObject({
        services: [
          "grpc.health.v1.Health",
          "grpc.reflection.v1.ServerReflection",
          expect.any(String),
          "hexmart.product.v1.ProductService",
        ],
        health: { status: "SERVING" },
        product: {
          name: "Mi10T",
          price: { currencyCode: "USD", units: "699" },
          status: "PRODUCT_STATUS_IN_STOCK",
        },
        without_token: { code: "UNAUTHENTICATED" },
        with_bad_token: { code: "UNAUTHENTICATED" },
        unknown_product: { code: "NOT_FOUND" },
        invalid_id: { code: "INVALID_ARGUMENT" },
      });
    },
    180_000,
  );
});
