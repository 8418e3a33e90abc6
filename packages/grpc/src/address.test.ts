import { describe, expect, it } from "@jest/globals";
import { isLoopback, parseAddress, parseTarget } from "./address.ts";

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

describe("parseTarget()", () => {
  const [one, two] = [
    { host: "10.0.0.1", port: 1 },
    { host: "10.0.0.2", port: 2 },
  ];
  it.each([
    ["product:50051", [{ host: "product", port: 50051 }]],
    ["dns:///product.shop.svc:50051", [{ host: "product.shop.svc", port: 50051 }]],
    ["dns:///[::1]:50051", [{ host: "::1", port: 50051 }]],
    ["ipv4:10.0.0.1:1", [one]],
    ["ipv4:10.0.0.1:1,10.0.0.2:2", [one, two]],
    ["ipv6:[::1]:1,[::2]:2", [expect.objectContaining({ host: "::1" }), expect.objectContaining({ host: "::2" })]],
  ])("reads %s", (target, expected) => {
    expect(parseTarget(target)).toEqual(expected);
  });

  it.each([
    "dns:///product",
    "dns://10.0.0.53/product:1",
    "ipv4:product:1",
    "ipv4:10.0.0.1:1,",
    "ipv4:10.0.0.1",
    "ipv4:[::1]:1",
    "ipv6:10.0.0.1:1",
    "10.0.0.1:1,10.0.0.2:2",
    "unix:/tmp/socket",
    "https://product:1",
  ])("refuses %j", (target) => {
    expect(parseTarget(target)).toBeUndefined();
  });
});

describe("isLoopback()", () => {
  it.each(["localhost", "127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"])("is %s", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "0.0.0.0", "::", "127.example.com", ""])(
    "is not %j",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
