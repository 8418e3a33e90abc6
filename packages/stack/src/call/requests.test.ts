import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { describe, expect, it } from "@jest/globals";
import { RequestError, readRequests } from "./requests.ts";

const { getDiscount } = DiscountService.method;
const { bulkInsertProducts } = ProductService.method;
const nothing = (async function* () {})();

async function* pieces(...texts: readonly string[]) {
  yield* texts;
}

describe("readRequests()", () => {
  it("reads one message of a method that takes one", async () => {
    const messages = await Array.fromAsync(readRequests(getDiscount, ['{"code":"A"}'], nothing));

    expect(messages).toMatchObject([{ $typeName: "hexmart.discount.v1.GetDiscountRequest", code: "A" }]);
  });

  it("takes no argument for a message without any field", async () => {
    expect(await Array.fromAsync(readRequests(getDiscount, [], nothing))).toMatchObject([{ code: "" }]);
  });

  it.each([
    ["an array", ['[{"requestId":"1"},{"requestId":"2"}]'], nothing],
    ["several arguments", ['{"requestId":"1"}', '{"requestId":"2"}'], nothing],
    ["lines of standard input", ["-"], pieces('{"requestId":"1"}\n{"req', 'uestId":"2"}\n\n')],
    ["a last line without an end", ["-"], pieces('{"requestId":"1"}\n{"requestId":"2"}')],
  ])("reads a stream from %s", async (_, texts, input) => {
    const messages = await Array.fromAsync(readRequests(bulkInsertProducts, texts, input));

    expect(messages).toMatchObject([{ requestId: "1" }, { requestId: "2" }]);
  });

  it("sends no message of a stream that was given none", async () => {
    expect(await Array.fromAsync(readRequests(bulkInsertProducts, [], nothing))).toEqual([]);
  });

  it("reads one message from standard input, over several lines", async () => {
    const messages = await Array.fromAsync(readRequests(getDiscount, ["-"], pieces('{\n"code":', ' "A"\n}\n')));

    expect(messages).toMatchObject([{ code: "A" }]);
  });

  it.each([
    ["no JSON", ["{code:A}"], "The request is not JSON: {code:A}"],
    ["an unknown field, and names the others", ['{"cod":"A"}'], "The fields of GetDiscountRequest: code"],
    ["two messages", ["{}", "{}"], "GetDiscount takes one message, and 2 were given"],
  ])("refuses %s", async (_, texts, message) => {
    const reading = Array.fromAsync(readRequests(getDiscount, texts, nothing));

    await expect(reading).rejects.toThrow(RequestError);
    await expect(reading).rejects.toThrow(message);
  });
});
