import { once } from "node:events";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { implement, RpcError, serve } from "@hexmart/grpc";
import { silentLogger } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "./run-cli.ts";

const call = (words: readonly string[], input = "") => runCli("call", { words, input });

/** A server of a real contract, which answers what it was asked. It stands in for the one of `npm start`. */
function startServer() {
  const unasked = async () => {
    throw new RpcError("UNIMPLEMENTED", "no test asks for it");
  };
  const products = implement(ProductService, {
    createProduct: unasked,
    batchGetProducts: unasked,
    async listProducts(_, { signal }) {
      if (!signal.aborted) await once(signal, "abort");
      return {};
    },
    updateProduct: unasked,
    deleteProduct: unasked,
    async getProduct({ id }, { requestHeader }) {
      return { product: { id, name: requestHeader.get("x-name") ?? "", price: { currencyCode: "EUR", units: 9n } } };
    },
    async *streamProducts(_, { signal }) {
      for (let n = 0; !signal.aborted; n++) yield { products: [{ id: String(n) }] };
    },
    async bulkInsertProducts(requests) {
      let count = 0n;
      for await (const { products } of requests) count += BigInt(products.length);
      return { insertedCount: count };
    },
  });
  const verify = async (token: string) => {
    if (token !== "good") throw new RpcError("UNAUTHENTICATED", "Not a good token");
    return { subject: "me", clientId: "me", scopes: ["product.read", "product.write"] };
  };
  return serve({ address: "127.0.0.1:0", services: [products], auth: { policy, verify }, logger: silentLogger });
}

const id = "0190d0a0-0000-7000-8000-000000000001";
const draft = (name: string) => ({
  name,
  price: { currencyCode: "EUR", units: "1" },
  status: "PRODUCT_STATUS_IN_STOCK",
});

describe("npm run call", () => {
  it("sends JSON and headers, and prints the answer", async () => {
    await using server = await startServer();
    const at = ["--address", server.address, "--token", "good", "--header", "x-name=tea=green"];

    const { output, exitCode } = await call(["product/GetProduct", JSON.stringify({ id }), ...at]);

    expect(JSON.parse(output)).toEqual({
      product: { id, name: "tea=green", price: { currencyCode: "EUR", units: "9" } },
    });
    expect(output.split("\n").length).toBeGreaterThan(3);
    expect(exitCode).toBe(0);
  });

  it("prints a stream line by line, and ends it when it has enough", async () => {
    await using server = await startServer();

    const { output } = await call([
      ...["product/StreamProducts", "--address", server.address, "--token", "good", "--limit", "2"],
    ]);

    expect(output).toBe('{"products":[{"id":"0"}]}\n{"products":[{"id":"1"}]}\n');
  });

  it("streams the lines of standard input", async () => {
    await using server = await startServer();
    const lines = ["tea", "cup"].map((name) => `${JSON.stringify({ requestId: id, products: [draft(name)] })}\n`);

    const { output } = await call(
      ["product/BulkInsertProducts", "-", "--address", server.address, "--token", "good"],
      lines.join(""),
    );

    expect(JSON.parse(output)).toEqual({ insertedCount: "2" });
  });

  it("prints an error with its details, and fails", async () => {
    await using server = await startServer();
    const at = ["--address", server.address, "--token", "good"];

    const { output, errors, exitCode } = await call(["product/GetProduct", '{"id":"7"}', ...at]);

    expect(output).toBe("");
    expect(errors).toMatch(/^INVALID_ARGUMENT: .*\n {2}BadRequest: id: must be a valid UUID.*\n/);
    expect(exitCode).toBe(1);
  });

  it("shows what a server says to somebody without a token", async () => {
    await using server = await startServer();

    const { errors, exitCode } = await call(["GetProduct", "--address", server.address, "--no-token"]);

    expect(errors).toContain("UNAUTHENTICATED: ");
    expect(errors).toContain("ErrorInfo: reason TOKEN_MISSING, domain hexmart.dev");
    expect(exitCode).toBe(1);
  });

  it("gives up at the deadline", async () => {
    await using server = await startServer();
    const at = ["--address", server.address, "--token", "good", "--deadline-ms", "300"];

    const { errors, exitCode } = await call(["product/ListProducts", ...at]);

    expect(errors).toContain("DEADLINE_EXCEEDED: ");
    expect(exitCode).toBe(1);
  });

  it.each([
    [["discount/Nope"], 'There is no rpc "discount/Nope": npm run call -- --list names them all'],
    [["discount"], '"discount" may be one of discount/GetDiscount, discount/BatchGetDiscounts, '],
    [["discount/GetDiscount", "--limit", "0"], '--limit "0" is not a number above zero'],
    [["discount/GetDiscount", "--header", "x"], '--header "x" is not name=value'],
    [["discount/GetDiscount", "--as", "x", "--address", "127.0.0.1:1"], "x may not ask for a token for discount"],
    [["discount/CreateDiscount", "--address", "127.0.0.1:1"], "No client may call discount/CreateDiscount"],
  ])("says what is wrong with %j", async (words, message) => {
    const { output, errors, exitCode } = await call(words);

    expect(errors).toContain(message);
    expect([output, exitCode]).toEqual(["", 64]);
  });

  it("lists what can be called, and by whom", async () => {
    const { output } = await call(["--list", "product"]);

    expect(output).toMatch(/product\/BulkInsertProducts +stream → one +product.write +product-worker\n/);
    expect(output).not.toContain("discount/");
  });
});
