import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { renamed, serviceDiff } from "./service-diff.ts";

const pair = { from: "discount", to: "shopping-cart" };

/** Two services in a repository that has nothing else. */
function scratch(files: Readonly<Record<string, string>>) {
  const path = mkdtempSync(join(tmpdir(), "hexmart-service-diff-"));
  for (const [file, text] of Object.entries({ ...files, "biome.json": '{ "formatter": { "lineWidth": 40 } }' })) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

it("renames a service in each way in which its name is spelled", () => {
  expect(renamed("discount discounts Discount DISCOUNT_NOT_FOUND", pair)).toBe(
    "shopping-cart shopping-carts ShoppingCart SHOPPING_CART_NOT_FOUND",
  );
  expect(
    renamed("shopping-cart shoppingCart ShoppingCart shopping_cart", { from: "shopping-cart", to: "product" }),
  ).toBe("product product Product product");
});

it("shows what one service adds, and takes for the same what differs by names alone, or by where a line is broken", () => {
  using at = scratch({
    "packages/fee/src/main.ts": "export const fees = [1_111_111, 2_222_222];\n",
    "packages/surcharge/src/main.ts": "export const surcharges = [\n  1_111_111, 2_222_222,\n];\n",
    "packages/fee/src/domain/fee.ts": "// #region a\nexport const fee = 1;\n// #endregion a\n",
    "packages/surcharge/src/domain/surcharge.ts": "export const surcharge = 2;\n",
    "packages/fee/src/old.ts": "export {};\n",
    "packages/surcharge/src/new.ts": "export {};\n",
    "packages/surcharge/src/new.test.ts": "export {};\n",
  });

  expect(serviceDiff(at.path, { from: "fee", to: "surcharge" }).split("\n").slice(3)).toEqual([
    "The same in both, but for names:",
    "  src/main.ts",
    "",
    "In both, and different, as shown below:",
    "  src/domain/surcharge.ts",
    "",
    "New in surcharge:",
    "  src/new.ts",
    "",
    "Only in fee:",
    "  src/old.ts",
    "",
    "--- packages/fee/src/domain/surcharge.ts",
    "+++ packages/surcharge/src/domain/surcharge.ts",
    "@@ -1 +1 @@",
    "-export const surcharge = 1;",
    "+export const surcharge = 2;",
    "",
  ]);
});
