import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { formatClaim, formatDay, formatMoney } from "./formats.ts";

describe("formatMoney()", () => {
  it.each([
    ["0", "0.00 USD"],
    ["399.5", "399.50 USD"],
    ["1234567.891", "1,234,567.891 USD"],
    ["-0.5", "−0.50 USD"],
    ["99999999999999999.999999999", "99,999,999,999,999,999.999999999 USD"],
  ])("writes %s exactly, as %s", (amount, text) => {
    expect(formatMoney(money("USD", amount))).toBe(text);
  });
});

describe("formatDay()", () => {
  it("is the same day wherever the server stands", () => {
    expect(formatDay("1994-09-23")).toBe("September 23, 1994");
  });
});

describe("formatClaim()", () => {
  it("writes lists and objects as a person would", () => {
    expect(formatClaim(["user", "admin"])).toBe("user, admin");
    expect(formatClaim({ locality: "Heidelberg", country: "Germany" })).toBe("Heidelberg, Germany");
    expect(formatClaim(true)).toBe("true");
  });
});
