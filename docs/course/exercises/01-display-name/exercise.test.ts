// contracts/exercise-01.test.ts
import { create, fromJson, type JsonObject } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import { describe, expect, it } from "@jest/globals";
import { DiscountSchema } from "./gen/hexmart/discount/v1/discount_pb.ts";

const validator = createValidator();
const named = (displayName: string) => fromJson(DiscountSchema, { code: "SPRING", displayName } as JsonObject);

describe("Discount.display_name", () => {
  it("is a text, which JSON calls displayName", () => {
    expect(DiscountSchema.fields.find(({ name }) => name === "display_name")).toMatchObject({
      jsonName: "displayName",
      fieldKind: "scalar",
    });
    expect(named("Spring sale")).toMatchObject({ displayName: "Spring sale" });
  });

  it("may be empty, has at most 64 characters, and no NUL among them", () => {
    const discounts = [
      create(DiscountSchema, { code: "SPRING" }),
      ...["ü".repeat(64), "ü".repeat(65), "a\0b"].map(named),
    ];

    const kinds = discounts.map((discount) => validator.validate(DiscountSchema, discount).kind);

    expect(kinds).toEqual(["valid", "valid", "invalid", "invalid"]);
  });

  it("has a number of its own, and changes none of the others", () => {
    const numbers = Object.fromEntries(DiscountSchema.fields.map(({ name, number }) => [name, number]));

    expect(numbers).toMatchObject({
      code: 1,
      amount_off: 2,
      percent_off: 3,
      start_time: 4,
      end_time: 5,
      state: 6,
      etag: 7,
    });
    expect(numbers.display_name).toBeGreaterThan(9);
  });
});
