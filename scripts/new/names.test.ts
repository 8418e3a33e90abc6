import { describe, expect, it } from "@jest/globals";
import { checkFree, checkIdentifiers, checkName } from "./names.ts";
import { sources, termsOf } from "./sources.ts";

describe("checkName()", () => {
  it.each(["pricing", "gift-card", "tax", "discount-rule", "count", "b2b-offer", "address"])("lets %s pass", (name) => {
    expect(() => checkName(name, "grpc")).not.toThrow();
  });

  it.each([
    ["GiftCard", 'not in kebab-case. Write lower-case words with hyphens between, for example "gift-card"'],
    ["gift_card", '"gift-card"'],
    ["gift--card", "not in kebab-case"],
    ["2fast", "not in kebab-case"],
    ["../pricing", '"pricing"'],
    ["", "not in kebab-case"],
    ["a-very-long-name-for-a-service-indeed", "it has 37 letters. Use at most 30"],
    ["utils", "says nothing of what is inside"],
    ["message", "a word of the protobuf language"],
    ["class", "a word of TypeScript"],
    ["postgres", "PostgreSQL has a database of that name"],
    ["rates", "it looks like a plural"],
  ])("refuses %j, and says what to do", (name, why) => {
    expect(() => checkName(name, "grpc")).toThrow(why);
  });

  it("lets a REST service be named for many, and any name that comes with its plural", () => {
    expect(() => checkName("reviews-api", "web")).not.toThrow();
    expect(() => checkName("news", "grpc", "news-items")).not.toThrow();
    expect(() => checkName("news", "grpc", "news")).toThrow('"news" is no plural of it');
  });
});

describe("checkFree()", () => {
  const taken = { packages: ["grpc", "product"], protos: ["shopping_cart"], ports: [50051] };

  it.each([
    ["product", undefined, "there is packages/product"],
    ["shopping-cart", undefined, "the contracts have hexmart.shopping_cart"],
    ["pricing", 50051, "another service has port 50051"],
    ["pricing", 80, "80 is no port"],
    ["pricing", Number.NaN, "NaN is no port"],
  ])("refuses %s at port %s", (name, port, why) => {
    expect(() => checkFree(name, taken, port)).toThrow(why);
  });

  it("lets pass what nobody has", () => {
    expect(() => checkFree("pricing", taken, 50060)).not.toThrow();
  });
});

describe("checkIdentifiers()", () => {
  const [discount] = sources;
  if (discount === undefined) throw new Error("no source");
  const files = new Map([["a.ts", "// money, percentage\nconst text = 'percentage';\nconst state = 1;\n"]]);

  it("refuses a name that the source has for something else, and says where", () => {
    expect(() => checkIdentifiers(files, termsOf(discount, "state"))).toThrow('"state" for something else (a.ts:3)');
  });

  it("does not mind words in comments and texts", () => {
    expect(() => checkIdentifiers(files, termsOf(discount, "percentage"))).not.toThrow();
  });
});
