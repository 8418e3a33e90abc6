import { describe, expect, it } from "@jest/globals";
import { isOwnHost } from "./host.ts";

const isOwn = (host: string | undefined) => isOwnHost(host, "http://127.0.0.1:5005", ["identity", "[::1]"]);

describe("isOwnHost()", () => {
  it.each(["127.0.0.1:5005", "identity", "identity:8080", "IDENTITY:8080", "[::1]:5005"])("accepts %s", (host) => {
    expect(isOwn(host)).toBe(true);
  });

  it.each([
    undefined,
    "",
    "evil.example",
    "127.0.0.1",
    "127.0.0.1:5006",
    "identity.evil.example",
    "evil.example:5005",
    "identity@evil.example",
    "evil.example#identity",
    "identity/evil.example",
    "identity, evil.example",
    "identity:port",
    "identity:",
    " identity",
  ])("refuses %s", (host) => {
    expect(isOwn(host)).toBe(false);
  });

  it("knows the issuer's host without its default port", () => {
    expect(isOwnHost("identity.example", "https://identity.example", [])).toBe(true);
  });
});
