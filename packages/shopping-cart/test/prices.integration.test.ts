import { describe, expect, it } from "@jest/globals";
import { connectDiscounts } from "#adapters/grpc/prices.ts";
import { startDiscountService } from "./price-services.ts";

describe("Discounts (gRPC)", () => {
  it("asks for as many codes as a call may have, and for the rest by another", async () => {
    const caller = { subject: "cart", clientId: "cart", scopes: ["discount.read"] };
    await using service = await startDiscountService(async () => caller);
    const tokens = { get: async () => "token", invalidate() {} };
    using discounts = connectDiscounts({ address: service.address, tokens });
    const unknown = Array.from({ length: 1_000 }, (_, number) => `CODE_X${number}`);

    const found = await discounts.findByCodes(["CODE_100", ...unknown, "CODE_300"]);

    expect(found.map(({ code }) => code)).toEqual(["CODE_100", "CODE_300"]);
    expect(service.traffic.calls.map(({ asked }) => asked.length).toSorted((a, b) => a - b)).toEqual([2, 1_000]);
  });
});
