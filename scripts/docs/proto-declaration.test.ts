import { describe, expect, it } from "@jest/globals";
import { protoDeclaration } from "./proto-declaration.ts";

const source = `syntax = "proto3";

// Knows discounts.
service DiscountService {
  // Returns one.
  // NOT_FOUND for none.
  rpc GetDiscount(GetDiscountRequest) returns (GetDiscountResponse) {
    option (google.api.http) = {get: "/v1/discounts/{code}"};
  }

  rpc Ping(GetDiscountRequest) returns (GetDiscountResponse);
}

message GetDiscountRequest {
  string code = 1 [(buf.validate.field).string.pattern = "^[{]\\"}{1,32}$"]; // }
}
message GetDiscountResponse {}
`;

describe("protoDeclaration()", () => {
  it("is the declaration with the comment on it, up to its own brace, whatever braces are in texts", () => {
    expect(protoDeclaration(source, "GetDiscount").join("\n")).toBe(`  // Returns one.
  // NOT_FOUND for none.
  rpc GetDiscount(GetDiscountRequest) returns (GetDiscountResponse) {
    option (google.api.http) = {get: "/v1/discounts/{code}"};
  }`);
    expect(protoDeclaration(source, "GetDiscountRequest")).toHaveLength(3);
  });

  it("knows what has no body, or an empty one", () => {
    expect(protoDeclaration(source, "Ping")).toEqual(["  rpc Ping(GetDiscountRequest) returns (GetDiscountResponse);"]);
    expect(protoDeclaration(source, "GetDiscountResponse")).toEqual(["message GetDiscountResponse {}"]);
  });

  it("refuses a name that nothing has, and says which there are, or that two have", () => {
    expect(() => protoDeclaration(source, "code")).toThrow(
      'nothing is called "code", only DiscountService, GetDiscount, Ping, GetDiscountRequest, GetDiscountResponse',
    );
    expect(() => protoDeclaration(`${source}message Ping {}\n`, "Ping")).toThrow('two declarations are called "Ping"');
  });
});
