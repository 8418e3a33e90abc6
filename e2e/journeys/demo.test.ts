import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { createProcesses, freePorts, type Runtime, runDemo, temporaryDirectory, topology } from "@hexmart/stack";
import { describe, expect, it } from "@jest/globals";
import { query } from "../database.ts";

/** As a newcomer, I type one line, and see the whole system run once and stop. */
describe("the demo", () => {
  it.each<Runtime>(["node", "deno"])(
    "reports what SQL finds, with every service on %s",
    async (runtime) => {
      await using directory = await temporaryDirectory("e2e");
      const platform = createProcesses({
        runtime,
        ports: await freePorts(),
        dataDirectory: join(directory.path, "postgres"),
        stateDirectory: join(directory.path, "state"),
      });
      const found: { products?: number; items?: number; list?: string; total?: string } = {};

      const report = await runDemo({
        platform,
        keysDirectory: join(directory.path, "keys"),
        async inspect(stack) {
          const [products] = await query<{ count: string }>(stack, "product", "select count(*) from products");
          const [cart] = await query<{ count: string; list: string; total: string }>(
            stack,
            "shopping-cart",
            `select count(*), trim_scale(sum(quantity * list_price)) as list,
                    trim_scale(sum(quantity * (list_price - discount))) as total
               from cart_items where username = 'alice'`,
          );
          found.products = Number(products?.count);
          found.items = Number(cart?.count);
          if (cart) Object.assign(found, { list: cart.list, total: cart.total });
        },
      });

      expect(report.runtime).toBe(runtime);
      expect(report.products.inserted).toBe((found.products ?? 0) - 3);
      expect(report.cart).toMatchObject({
        username: "alice",
        items: found.items,
        listTotal: found.list,
        total: found.total,
        currency: "USD",
      });
      expect(report.tokens.issued).toBeGreaterThanOrEqual(4);
      expect(report.services.map(({ name }) => name).sort()).toEqual(Object.keys(topology).sort());
    },
    180_000,
  );

  it("prints one JSON object and nothing else with --json", async () => {
    const demo = join(import.meta.dirname, "../../packages/stack/src/cli/demo.ts");

    const { stdout } = await promisify(execFile)(process.execPath, [demo, "--json"]);

    expect(JSON.parse(stdout)).toMatchObject({ runtime: "node", stack: "processes", cart: { username: "alice" } });
  }, 180_000);

  it("explains itself with --help, and names a mistake", async () => {
    const demo = join(import.meta.dirname, "../../packages/stack/src/cli/demo.ts");
    const run = promisify(execFile);

    expect((await run(process.execPath, [demo, "--help"])).stdout).toContain("--runtime <node|deno|mixed>");
    await expect(run(process.execPath, [demo, "--runtime", "bun"])).rejects.toMatchObject({
      code: 64,
      stderr: expect.stringContaining('--runtime "bun" is none of node, deno, mixed'),
    });
  });
});
