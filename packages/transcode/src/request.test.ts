import type { JsonObject, JsonValue, MessageInitShape } from "@bufbuild/protobuf";
import { create, createRegistry, toJson } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";
import { PartSchema, SampleSchema, SampleService } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import { readRequest } from "./request.ts";
import { compileRoutes, matchRoute } from "./routes.ts";
import { TranscodeError } from "./status.ts";

const routes = compileRoutes([SampleService]);
const registry = createRegistry(PartSchema);

/** The request that is read, as JSON. */
function read(target: string, body?: string): JsonObject {
  const [method = "", url = ""] = target.split(" ");
  const [path = "", query = ""] = url.split("?");
  const match = matchRoute(routes, method, path);
  if (!("route" in match)) throw new Error(`There is no route for ${target}`);
  const parts = { values: match.values, query, registry, ...(body === undefined ? {} : { body }) };
  return toJson(match.route.method.input, readRequest(match.route, parts), { registry }) as JsonObject;
}

/** What is wrong with a request, by the field. */
function refused(target: string, body?: string): (string | undefined)[] {
  try {
    read(target, body);
  } catch (error) {
    if (!(error instanceof TranscodeError)) throw error;
    const [detail] = error.details;
    const [violation] = (detail && anyUnpack(detail, BadRequestSchema)?.fieldViolations) ?? [];
    return [error.code, violation?.field, violation?.description];
  }
  throw new Error(`Expected ${target} to be refused`);
}

const sample = (query: string) => read(`GET /v1/samples/a?${query}`).sample;

describe("a query parameter", () => {
  it.each<[string, JsonValue]>([
    ["sample.string_value=x%20y+z%2B", { stringValue: "x y z+" }],
    ["sample.stringValue=", {}],
    ["sample.string_value", {}],
    ["sample.int32_value=-2147483648", { int32Value: -2147483648 }],
    ["sample.uint32_value=4294967295", { uint32Value: 4294967295 }],
    ["sample.int64_value=-9223372036854775808", { int64Value: "-9223372036854775808" }],
    ["sample.uint64_value=18446744073709551615", { uint64Value: "18446744073709551615" }],
    ["sample.bool_value=true", { boolValue: true }],
    ["sample.double_value=-1.5e3", { doubleValue: -1500 }],
    ["sample.double_value=-Infinity", { doubleValue: "-Infinity" }],
    ["sample.float_value=0.5", { floatValue: 0.5 }],
    ["sample.bytes_value=-_-_", { bytesValue: "+/+/" }],
    ["sample.bytes_value=%2B%2F%2B%2FYQ%3D%3D", { bytesValue: "+/+/YQ==" }],
    ["sample.kind=KIND_LARGE", { kind: "KIND_LARGE" }],
    ["sample.kind=2", { kind: "KIND_LARGE" }],
    ["sample.texts=a&sample.texts=b,c", { texts: ["a", "b,c"] }],
    ["sample.numbers=1&sample.numbers=2", { numbers: [1, 2] }],
    ["sample.kinds=1&sample.kinds=KIND_LARGE", { kinds: ["KIND_SMALL", "KIND_LARGE"] }],
    ["sample.part.part.size=3&sample.part.size=2", { part: { size: 2, part: { size: 3 } } }],
    ["sample.this=x", { this: "x" }],
    ["sample.time=2026-01-02T03:04:05.678Z", { time: "2026-01-02T03:04:05.678Z" }],
    ["sample.duration=1.5s", { duration: "1.500s" }],
    ["sample.mask=a_b,cD,e.f", { mask: "aB,cD,e.f" }],
    ["sample.string_wrapper=", { stringWrapper: "" }],
    ["sample.int64_wrapper=0", { int64Wrapper: "0" }],
    ["sample.bool_wrapper=false", { boolWrapper: false }],
    ["sample.bytes_wrapper=YQ", { bytesWrapper: "YQ==" }],
  ])("is read: %s", (query, expected) => {
    expect(sample(query)).toEqual(expected);
  });

  it.each([
    ["prize=1", "prize", "no such field"],
    ["sample.prize=1", "sample.prize", "no such field"],
    ["sample.string_value.x=1", "sample.string_value.x", "no such field"],
    ["sample.time.seconds=1", "sample.time.seconds", "no such field"],
    ["__proto__=1", "__proto__", "no such field"],
    ["constructor.prototype=1", "constructor.prototype", "no such field"],
    ["sample.__proto__.x=1", "sample.__proto__.x", "no such field"],
    [`sample${".part".repeat(40)}.size=1`, `sample${".part".repeat(40)}.size`, "no such field"],
    ["sample=1", "sample", "has parts or keys, so one text cannot hold it"],
    ["sample.parts=1", "sample.parts", "has parts or keys, so one text cannot hold it"],
    ["sample.labels=1", "sample.labels", "has parts or keys, so one text cannot hold it"],
    ["sample.any=1", "sample.any", "has parts or keys, so one text cannot hold it"],
    ["sample.struct=1", "sample.struct", "has parts or keys, so one text cannot hold it"],
    ["name=b", "name", "the path has this field, the query cannot"],
    ["sample.kind=1&sample.kind=2", "sample.kind", "given more than once"],
    ["sample.int64_value=1&sample.int64Value=2", "sample.int64Value", "given more than once"],
    ["sample.this=a&sample.that=1", "sample.that", '"this" is given, only one of them may be'],
    ["sample.bool_value=1", "sample.bool_value", "expected true or false"],
    ["sample.int32_value=", "sample.int32_value", "expected an integer"],
    ["sample.int32_value=0x10", "sample.int32_value", "expected an integer"],
    ["sample.int32_value=1e3", "sample.int32_value", "expected an integer"],
    ["sample.int32_value=1.0", "sample.int32_value", "expected an integer"],
    ["sample.double_value=1,5", "sample.double_value", "expected a number"],
    ["sample.mask=a%20b", "sample.mask", "expected names of fields with commas between them"],
    ["a=%zz", "", "the query is not percent-encoded UTF-8"],
    ["a=%C3", "", "the query is not percent-encoded UTF-8"],
  ])("is refused, and named: %s", (query, field, description) => {
    expect(refused(`GET /v1/samples/a?${query}`)).toEqual(["INVALID_ARGUMENT", field, description]);
  });

  it.each([
    ["sample.int32_value=2147483648", "sample.int32_value"],
    ["sample.uint32_value=-1", "sample.uint32_value"],
    ["sample.int64_value=9223372036854775808", "sample.int64_value"],
    ["sample.numbers=1&sample.numbers=2147483648", "sample.numbers"],
    ["sample.kind=KIND_HUGE", "sample.kind"],
    ["sample.bytes_value=%21", "sample.bytes_value"],
    ["sample.time=yesterday", "sample.time"],
    ["sample.duration=1", "sample.duration"],
  ])("is refused by the type of its field: %s", (query, field) => {
    expect(refused(`GET /v1/samples/a?${query}`)).toEqual(["INVALID_ARGUMENT", field, expect.stringMatching(/./)]);
  });

  it("cannot say what the body says", () => {
    expect(refused("POST /v1/samples?sample.name=a", "{}")[1]).toBe("sample.name");
    expect(refused("PUT /v1/samples/a?etag=b", "{}")[1]).toBe("etag");
    expect(read("POST /v1/samples?request_id=a", "{}")).toEqual({ requestId: "a", sample: {} });
  });

  it("changes no prototype", () => {
    refused("GET /v1/samples/a?__proto__.polluted=1");
    read("POST /v1/samples", '{"labels":{"__proto__":"x","constructor":"y"},"struct":{"__proto__":{"polluted":1}}}');

    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it("comes back as it was written, whatever it is", () => {
    const values = fc.record({
      stringValue: fc.string({ unit: "grapheme" }),
      int32Value: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      int64Value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      uint64Value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      boolValue: fc.boolean(),
      doubleValue: fc.double().map((value) => (value === 0 ? 0 : value)),
      bytesValue: fc.uint8Array().map((bytes) => Uint8Array.from(bytes)),
      kind: fc.constantFrom(0, 1, 2, 7),
      texts: fc.array(fc.string({ unit: "grapheme" })),
      part: fc.record({ size: fc.integer({ min: 0, max: 100 }) }),
      stringWrapper: fc.string({ unit: "grapheme" }),
      duration: fc.record({ seconds: fc.bigInt({ min: 0n, max: 1_000_000n }), nanos: fc.nat(999_999_999) }),
    });
    fc.assert(
      fc.property(values, (init) => {
        const expected = toJson(SampleSchema, create(SampleSchema, init as MessageInitShape<typeof SampleSchema>));
        expect(sample(toQuery(expected as JsonObject)) ?? {}).toEqual(expected);
      }),
    );
  });
});

/** Every value of a message as parameters; a message that is there and empty is named by a part of it. */
function toQuery(json: JsonObject, prefix = "sample"): string {
  return Object.entries(json)
    .flatMap(([key, value]): string[] => {
      const name = `${prefix}.${key}`;
      if (Array.isArray(value)) return value.map((one) => `${name}=${encodeURIComponent(String(one))}`);
      if (typeof value === "object" && value !== null) return [toQuery({ size: 0, ...value }, name)];
      return [`${name}=${encodeURIComponent(String(value))}`];
    })
    .join("&");
}

describe("a variable of the path", () => {
  it.each<[string, JsonObject]>([
    ["GET /v1/samples/a%2Fb", { name: "a/b" }],
    ["GET /v1/shelves/1/samples/2", { name: "shelves/1/samples/2" }],
    ["GET /v1/kinds/KIND_SMALL/numbers/-5", { sample: { kind: "KIND_SMALL", int64Value: "-5" } }],
    ["GET /v1/kinds/2/numbers/5", { sample: { kind: "KIND_LARGE", int64Value: "5" } }],
    ["GET /v1/files/a/b.txt", { path: "a/b.txt" }],
    ["GET /v1/files", {}],
    ["DELETE /v1/samples/a?etag=x", { name: "a", etag: "x" }],
    ["REPORT /v1/samples/a:archive", { name: "a" }],
  ])("is read: %s", (target, expected) => {
    expect(read(target)).toEqual(expected);
  });

  it("is refused by the type of its field, and named", () => {
    expect(refused("GET /v1/kinds/1/numbers/x")).toEqual([
      "INVALID_ARGUMENT",
      "sample.int64_value",
      "expected an integer",
    ]);
  });

  it("is stronger than the body", () => {
    expect(read("PUT /v1/samples/a", '{"sample":{"name":"b","part":{"size":1}}}')).toEqual({
      sample: { name: "a", part: { size: 1 } },
    });
  });
});

describe("a body", () => {
  it.each<[string, string, JsonObject]>([
    ["POST /v1/samples", '{"name":"a"}', { sample: { name: "a" } }],
    ["POST /v1/samples", "", {}],
    ["POST /v1/samples", " ", {}],
    ["PUT /v1/samples/a", '{"etag":"b"}', { sample: { name: "a" }, etag: "b" }],
    [
      "POST /v1/samples",
      '{"any":{"@type":"type.googleapis.com/hexmart.transcode.testing.v1.Part","size":1}}',
      { sample: { any: { "@type": "type.googleapis.com/hexmart.transcode.testing.v1.Part", size: 1 } } },
    ],
  ])("is the request or a field of it: %s %s", (target, body, expected) => {
    expect(read(target, body)).toEqual(expected);
  });

  it.each([
    ["{", "", "the body is not JSON"],
    ['1,"requestId":"x"', "", "the body is not JSON"],
    ['{}}, "requestId": {', "", "the body is not JSON"],
    ['{"prize":1}', "sample.prize", "no such field"],
    ['{"part":{"part":{"prize":1}}}', "sample.part.part.prize", "no such field"],
    ['{"parts":[{},{"prize":1}]}', "sample.parts[1].prize", "no such field"],
    ['{"__proto__":1}', "sample.__proto__", "no such field"],
    ['{"int32Value":"x"}', "sample.int32_value", expect.stringMatching(/./)],
    ['{"numbers":[1,"x"]}', "sample.numbers[1]", expect.stringMatching(/./)],
    ['{"kind":"KIND_HUGE"}', "sample.kind", expect.stringMatching(/KIND_HUGE/)],
    ['{"this":"a","that":1}', "sample", expect.stringMatching(/oneof/)],
    ['{"name":"a","name":"b"}', "sample", expect.stringMatching(/./)],
    ["[]", "sample", expect.stringMatching(/./)],
    ['{"any":{"@type":"type.googleapis.com/a.B"}}', "sample.any", expect.stringMatching(/a\.B/)],
    [
      `{"part":${'{"part":'.repeat(200)}{}${"}".repeat(201)}`,
      expect.stringMatching(/^sample\.part/),
      expect.any(String),
    ],
    [`{"struct":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`, "sample.struct", expect.any(String)],
  ])("is refused, and what is wrong is named: %.40s", (body, field, description) => {
    expect(refused("POST /v1/samples", body)).toEqual(["INVALID_ARGUMENT", field, description]);
  });
});

describe("PATCH without a mask", () => {
  const mask = (body: string, query = "") => read(`PATCH /v1/samples/a?${query}`, body).updateMask;

  it("changes the fields that stand in the body, whole ones", () => {
    expect(mask('{"part":{"size":1},"stringValue":"x","int32_value":0}')).toBe("part,stringValue,int32Value");
  });

  it("clears what is null", () => {
    expect(mask('{"part":null}')).toBe("part");
  });

  it("keeps a mask that is given", () => {
    expect(mask('{"part":{}}', "update_mask=string_value")).toBe("stringValue");
    expect(mask('{"part":{}}', "updateMask=stringValue")).toBe("stringValue");
  });

  it("names nothing for nothing", () => {
    expect(mask("{}")).toBe("");
    expect(mask("")).toBeUndefined();
  });
});
