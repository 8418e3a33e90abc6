import { describe, expect, it } from "@jest/globals";
import { networkOf } from "./login-limit.ts";

describe("networkOf()", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("takes %s for %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
