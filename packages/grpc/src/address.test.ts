import { describe, expect, it } from "@jest/globals";
import { parseAddress } from "./address.ts";

describe("parseAddress()", () => {
  it.each([
    ["127.0.0.1:50051", { host: "127.0.0.1", port: 50051 }],
    ["localhost:0", { host: "localhost", port: 0 }],
    ["[::1]:50051", { host: "::1", port: 50051 }],
    ["product.shop.svc:443", { host: "product.shop.svc", port: 443 }],
  ])("reads %s", (address, expected) => {
    expect(parseAddress(address)).toEqual(expected);
  });

  it.each(["", "50051", ":50051", "localhost", "localhost:", "localhost:65536", "::1:50051", "http://a:1", "a b:1"])(
    "refuses %j",
    (address) => {
      expect(parseAddress(address)).toBeUndefined();
    },
  );
});
