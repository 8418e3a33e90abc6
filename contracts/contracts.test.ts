import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  create,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  getOption,
  hasOption,
  type MessageInitShape,
  ScalarType,
} from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { createValidator } from "@bufbuild/protovalidate";
import { describe, expect, it } from "@jest/globals";
import { http } from "./gen/google/api/annotations_pb.ts";
import { policy } from "./gen/hexmart/auth/v1/policy_pb.ts";
import {
  CreateDiscountRequestSchema,
  DiscountSchema,
  UpdateDiscountRequestSchema,
} from "./gen/hexmart/discount/v1/discount_pb.ts";
import {
  ListProductsRequestSchema,
  ProductDraftSchema,
  ProductSchema,
  ProductStatus,
  UpdateProductRequestSchema,
} from "./gen/hexmart/product/v1/product_pb.ts";
import { CreateShoppingCartRequestSchema, NewItemSchema } from "./gen/hexmart/shopping_cart/v1/shopping_cart_pb.ts";
import { MoneySchema } from "./gen/hexmart/type/v1/money_pb.ts";

/** All that are generated, so that a new one has to keep to the same rules. */
const generated: Record<string, unknown>[] = await Promise.all(
  globSync("gen/hexmart/*/v*/*_pb.ts", { cwd: import.meta.dirname }).map(
    (file) => import(pathToFileURL(join(import.meta.dirname, file)).href),
  ),
);
const services = generated.flatMap((module) => Object.values(module)).filter(isService);
const methods = services.flatMap((service) =>
  service.methods.map((method): [string, DescMethod] => [method.toString(), method]),
);

function isService(value: unknown): value is DescService {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "service";
}

/** The collection that a path begins with: `/v1/carts/{username}` is one of `carts`. */
const collectionOf = (path: unknown) => /^\/v1\/([a-z][A-Za-z]*)(?=[/:{]|$)/.exec(String(path))?.[1];

describe("every service", () => {
  it("is found, where there are three to begin with", () => {
    const names = services.map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining(["DiscountService", "ProductService", "ShoppingCartService"]));
  });

  it("has one collection over HTTP, and no other service has the same", () => {
    const collections = services.map(({ methods }) => {
      const rules = methods.map((method) => getOption(method, http));
      const paths = rules.flatMap(({ pattern, additionalBindings }) =>
        [pattern, ...additionalBindings.map((binding) => binding.pattern)].map(({ value }) => value),
      );
      return [...new Set(paths.map(collectionOf))];
    });

    expect(collections.filter((names) => names.length !== 1 || names[0] === undefined)).toEqual([]);
    expect(new Set(collections.flat()).size).toBe(services.length);
  });

  it("has a proto package of its own, with a version", () => {
    const packages = services.map(({ file }) => file.proto.package);

    expect(packages.filter((name) => !/^hexmart\.[a-z_]+\.v\d+$/.test(name))).toEqual([]);
    expect(new Set(packages).size).toBe(services.length);
  });
});

describe("every method", () => {
  it.each(methods)("says who may call it: %s", (_name, method) => {
    expect(hasOption(method, policy)).toBe(true);
    const { public: open, scopes } = getOption(method, policy);
    expect(open).toBe(scopes.length === 0);
  });

  it.each(methods)("that takes a username lets only its owner in, or who may act for any: %s", (_name, method) => {
    const { owner, anyOwnerScope } = getOption(method, policy);
    const named = method.input.fields.some(({ name }) => name === "username");

    expect(owner).toBe(named ? "username" : "");
    expect(anyOwnerScope !== "").toBe(named);
  });

  it.each(methods)("can be called over HTTP, by GET if it only reads: %s", (_name, method) => {
    const { pattern } = getOption(method, http);

    expect(pattern.case === "get").toBe(method.idempotency === IdempotencyLevel.NO_SIDE_EFFECTS);
  });

  it.each(methods)("that only reads says so, and so can be retried: %s", (name, method) => {
    const reads = /(Get|List|Stream|Watch)[A-Z]/.test(name);

    expect(method.idempotency === IdempotencyLevel.NO_SIDE_EFFECTS).toBe(reads);
  });
});

const validator = createValidator();
const violations = <Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>) =>
  (validator.validate(schema, create(schema, init)).violations ?? []).map(
    ({ field, ruleId }) => `${field.map((part) => ("name" in part ? part.name : "")).join(".")} ${ruleId}`,
  );

describe("Money", () => {
  it("is exact, and never a JavaScript number", () => {
    expect(create(MoneySchema, { units: 9007199254740993n }).units).toBe(9007199254740993n);
  });

  it.each([
    ["two signs", { currencyCode: "USD", units: 1n, nanos: -1 }, " money.same_sign"],
    ["no currency", { units: 1n }, "currency_code string.pattern"],
    ["more than a billion nanos", { currencyCode: "USD", nanos: 1_000_000_000 }, "nanos int32.gte_lte"],
  ])("is refused with %s", (_what, init, expected) => {
    expect(violations(MoneySchema, init)).toEqual([expected]);
  });
});

describe("a product to add", () => {
  const draft = { name: "A50", price: { currencyCode: "USD", units: 399n }, status: ProductStatus.LOW };

  it("may leave its id to the server, and brings a UUIDv7 otherwise", () => {
    expect(violations(ProductDraftSchema, draft)).toEqual([]);
    expect(violations(ProductDraftSchema, { ...draft, id: "01900000-0000-7000-8000-000000000001" })).toEqual([]);
    expect(violations(ProductDraftSchema, { ...draft, id: "01900000-0000-4000-8000-000000000001" })).toEqual([
      "id string.pattern",
    ]);
  });

  it("costs at most a billion, so that the total of a full cart (100,000 items of 50,000 pieces) fits into 64 bits", () => {
    const costing = (units: bigint, nanos = 0) => ({ ...draft, price: { currencyCode: "USD", units, nanos } });

    expect(violations(ProductDraftSchema, costing(1_000_000_000n))).toEqual([]);
    expect(violations(ProductDraftSchema, costing(1_000_000_000n, 1))).toEqual(["price product.price_at_most"]);
    expect(1_000_000_000n * 50_000n * 100_000n).toBeLessThan(2n ** 63n);
  });

  it("has a price that is not negative", () => {
    expect(violations(ProductDraftSchema, { ...draft, price: { currencyCode: "USD", units: -1n } })).toEqual([
      "price product.price_not_negative",
    ]);
    expect(violations(ProductDraftSchema, { name: "A50", status: draft.status })).toEqual(["price required"]);
  });

  it("is not in stock because nobody said otherwise", () => {
    expect(create(ProductDraftSchema).status).toBe(ProductStatus.UNSPECIFIED);
    expect(violations(ProductDraftSchema, { name: "A50", price: draft.price })).toEqual(["status enum.not_in"]);
  });
});

describe("a change of a product", () => {
  const id = "01900000-0000-7000-8000-000000000001";
  const all = { name: "A50", price: { currencyCode: "USD", units: 399n }, status: ProductStatus.LOW };
  const change = (paths: string[], product: MessageInitShape<typeof ProductSchema> = {}) => ({
    product: { id, ...product },
    updateMask: { paths },
  });

  it.each([
    ["no mask, and nothing to change", change([])],
    ["a description that is cleared", change(["description"])],
    ["a field that it has", change(["price"], { price: all.price })],
    ["everything", change(["*"], all)],
    ["what only the service sets", change(["id", "create_time", "update_time", "etag"])],
  ])("may name %s", (_what, init) => {
    expect(violations(UpdateProductRequestSchema, init)).toEqual([]);
  });

  it.each([
    ["a name that is not there", change(["name"]), [" product.name_given"]],
    ["a price that is not there", change(["price"], { name: "A50" }), [" product.price_given"]],
    ["a status that is not there", change(["status"]), [" product.status_given"]],
    [
      "everything, and have none of it",
      change(["*"]),
      [" product.name_given", " product.price_given", " product.status_given"],
    ],
    ["a field that a product has not", change(["prize"]), ["update_mask product.update_mask_known"]],
    ["a part of a field", change(["price.units"]), ["update_mask product.update_mask_known"]],
  ])("may not name %s", (_what, init, expected) => {
    expect(violations(UpdateProductRequestSchema, init)).toEqual(expected);
  });

  it.each([
    ["name", { name: "x".repeat(201) }],
    ["description", { description: "x".repeat(2_001) }],
    ["price", { price: { currencyCode: "USD", units: -1n } }],
    ["price", { price: { currencyCode: "USD", units: 1_000_000_001n } }],
    ["status", { status: 4 as ProductStatus }],
  ])("keeps to the rules of a new product for its %s", (field, wrong) => {
    const product = { ...all, id, ...wrong };
    const broken = violations(ProductSchema, product);

    expect(broken).toEqual([expect.stringMatching(`^${field} `)]);
    expect(broken).toEqual(violations(ProductDraftSchema, product));
  });
});

describe("a list of products", () => {
  it.each(["", "name", "name desc", "price", "price desc", "create_time", "create_time desc"])(
    "may be asked for in the order %j",
    (orderBy) => {
      expect(violations(ListProductsRequestSchema, { orderBy })).toEqual([]);
    },
  );

  it.each(["id", "name asc", "name,price", "name  desc"])("is refused in the order %j", (orderBy) => {
    expect(violations(ListProductsRequestSchema, { orderBy })).toEqual(["order_by string.in"]);
  });
});

describe("a discount", () => {
  const tenOff = { case: "amountOff", value: { currencyCode: "USD", units: 10n } } as const;
  const partOff = (basisPoints: number) => ({ case: "percentOff", value: { basisPoints } }) as const;
  const spring = { code: "SPRING", startTime: { seconds: 1_900_000_000n }, endTime: { seconds: 1_950_000_000n } };

  it("takes off an amount, or an exact part of the price", () => {
    expect(violations(DiscountSchema, { ...spring, reduction: tenOff })).toEqual([]);
    expect(violations(DiscountSchema, { ...spring, reduction: partOff(1) })).toEqual([]);
    expect(violations(DiscountSchema, { ...spring, reduction: partOff(10_000) })).toEqual([]);
  });

  it.each([
    [
      "an amount of nothing",
      { reduction: { ...tenOff, value: { currencyCode: "USD" } } },
      "amount_off discount.amount_positive",
    ],
    ["a percentage of nothing", { reduction: partOff(0) }, "percent_off.basis_points int32.gte_lte"],
    ["more than a hundred percent", { reduction: partOff(10_001) }, "percent_off.basis_points int32.gte_lte"],
    ["an end that is its start", { endTime: spring.startTime }, " discount.window_not_empty"],
    ["a year of five digits", { endTime: { seconds: 253_402_300_800n } }, "end_time timestamp.gte_lte"],
  ])("is refused with %s", (_what, change, expected) => {
    expect(violations(DiscountSchema, { ...spring, ...change })).toEqual([expected]);
  });
});

describe("a discount to create", () => {
  it("has a reduction", () => {
    expect(violations(CreateDiscountRequestSchema, { discount: { code: "SPRING" } })).toEqual([
      "discount discount.reduction_required",
    ]);
    expect(violations(CreateDiscountRequestSchema, {})).toEqual(["discount required"]);
  });
});

describe("a change of a discount", () => {
  const percentOff = { case: "percentOff", value: { basisPoints: 1_000 } } as const;
  const change = (paths: string[], reduction?: typeof percentOff) => ({
    discount: { code: "SPRING", ...(reduction && { reduction }) },
    updateMask: { paths },
  });

  it.each([
    ["no mask, and nothing to change", change([])],
    ["a time that is cleared", change(["end_time"])],
    ["the reduction that it names", change(["percent_off"], percentOff)],
    [
      "the reduction that it has, be it one of the other kind before",
      change(["amount_off", "percent_off"], percentOff),
    ],
    ["everything", change(["*"], percentOff)],
    ["what only the service sets", change(["code", "state", "etag", "create_time", "update_time"])],
  ])("may name %s", (_what, init) => {
    expect(violations(UpdateDiscountRequestSchema, init)).toEqual([]);
  });

  it.each([
    ["a reduction that is not there", change(["percent_off"]), " discount.reduction_given"],
    ["another reduction than it has", change(["amount_off"], percentOff), " discount.reduction_given"],
    ["everything, and have no reduction", change(["*"]), " discount.reduction_given"],
    ["a field that a discount has not", change(["prize"]), "update_mask discount.update_mask_known"],
    ["a part of a field", change(["amount_off.units"]), "update_mask discount.update_mask_known"],
  ])("may not name %s", (_what, init, expected) => {
    expect(violations(UpdateDiscountRequestSchema, init)).toEqual([expected]);
  });
});

describe("an item to add", () => {
  it("says what is wanted and has no field for what it costs", () => {
    expect(NewItemSchema.fields.map(({ name }) => name)).toEqual([
      "request_id",
      "product_id",
      "quantity",
      "color",
      "discount_code",
    ]);
  });
});

/** The fields of a message that hold text, and those of the messages within it: ours, since Google's have no rules. */
const textsIn = ({ fields }: DescMessage): DescField[] =>
  fields.flatMap((field) => {
    if ("scalar" in field && field.scalar === ScalarType.STRING) return field;
    return field.message && !field.message.typeName.startsWith("google.") ? textsIn(field.message) : [];
  });

describe("a text in a request", () => {
  const texts = new Map(methods.flatMap(([, { input }]) => textsIn(input)).map((field) => [field.toString(), field]));

  it.each([...texts])("holds no NUL character, which PostgreSQL cannot store: %s", (_name, field) => {
    const text = "a\0b";
    const init = { [field.localName]: field.fieldKind === "list" ? [text] : text };

    expect(violations(field.parent, init)).toContainEqual(expect.stringContaining(field.name));
  });

  it("may hold anything else", () => {
    const text = "a\n\u{1f4f1}\u0001 \u2028é";
    const draft = { name: text, description: text, price: { currencyCode: "USD" }, status: ProductStatus.LOW };

    expect(violations(ProductDraftSchema, draft)).toEqual([]);
    expect(violations(CreateShoppingCartRequestSchema, { username: text })).toEqual([]);
  });
});
