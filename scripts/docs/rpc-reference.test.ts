import { describe, expect, it } from "@jest/globals";
import { readContracts } from "./contract.ts";
import type { FileDescriptor, MethodDescriptor } from "./descriptor.ts";
import { anchorsIn, linksIn, rowsIn } from "./markdown.ts";
import { rpcReference } from "./rpc-reference.ts";

const string = { label: "LABEL_OPTIONAL", type: "TYPE_STRING" };

/** A service with these methods over one message, as buf prints it. */
function fileWith(...methods: Partial<MethodDescriptor>[]): FileDescriptor {
  return {
    name: "hexmart/sample/v1/sample.proto",
    package: "hexmart.sample.v1",
    service: [
      {
        name: "SampleService",
        method: methods.map((method) => ({
          name: "GetSample",
          inputType: ".hexmart.sample.v1.Sample",
          outputType: ".hexmart.sample.v1.Sample",
          ...method,
        })),
      },
    ],
    messageType: [
      {
        name: "Sample",
        field: [
          { ...string, name: "id", options: { "[buf.validate.field]": { string: { uuid: true } } } },
          { name: "parts", label: "LABEL_REPEATED", type: "TYPE_MESSAGE", typeName: ".hexmart.sample.v1.Sample.Part" },
          { ...string, name: "red", oneofIndex: 0 },
          { ...string, name: "note", oneofIndex: 1, proto3Optional: true },
          { name: "time", label: "LABEL_OPTIONAL", type: "TYPE_MESSAGE", typeName: ".google.protobuf.Timestamp" },
        ],
        oneofDecl: [{ name: "color", options: { "[buf.validate.oneof]": { required: true } } }, { name: "_note" }],
        nestedType: [
          {
            name: "Part",
            field: [
              {
                name: "size",
                label: "LABEL_OPTIONAL",
                type: "TYPE_ENUM",
                typeName: ".hexmart.sample.v1.Sample.Size",
                options: { "[buf.validate.field]": { enum: { notIn: [0] } } },
              },
            ],
          },
        ],
        enumType: [{ name: "Size", value: [{ name: "SIZE_UNSPECIFIED", number: 0 }] }],
      },
      { name: "Nothing" },
    ],
    sourceCodeInfo: {
      location: [
        {},
        { path: [6, 0], leadingComments: " Shows how it is done.\n" },
        { path: [6, 0, 2, 0], leadingComments: " Returns one.\n\n Not <two>:\n\n   - never\n" },
        { path: [4, 0], leadingComments: " What is shown.\n" },
        { path: [4, 0, 2, 0], leadingComments: " Which\n it is.\n" },
        { path: [4, 0, 8, 0], leadingComments: " How it looks.\n" },
        { path: [4, 0, 3, 0], leadingComments: " A piece.\n" },
        { path: [4, 0, 3, 0, 2, 0], leadingComments: " How big.\n" },
        { path: [4, 0, 4, 0], leadingComments: " Sizes.\n" },
        { path: [4, 0, 4, 0, 2, 0], leadingComments: " Nobody said.\n" },
      ],
    },
  };
}

const reference = (...methods: Partial<MethodDescriptor>[]) =>
  rpcReference(readContracts({ file: [fileWith(...methods)] }), "proto");
const overview = (method: Partial<MethodDescriptor>) => rowsIn(reference(method))[0]?.cells;
const policy = (of: object) => ({ options: { "[hexmart.auth.v1.policy]": of } });

describe("an rpc in the reference", () => {
  it("is told with its comment as it was written, but for HTML", () => {
    expect(reference({})).toContain("GetSample\n\nReturns one.\n\nNot \\<two>:\n\n  - never\n\n- [`Sample`]");
  });

  it.each([
    [{}, "unary", "- [`Sample`](#hexmartsamplev1sample) → [`Sample`](#hexmartsamplev1sample) (unary)"],
    [{ clientStreaming: true }, "client stream", "- stream of [`Sample`](#hexmartsamplev1sample) → ["],
    [{ serverStreaming: true }, "server stream", "(#hexmartsamplev1sample) → stream of ["],
    [{ clientStreaming: true, serverStreaming: true }, "bidi stream", "(#hexmartsamplev1sample) → stream of ["],
  ])("says what is streamed: %j", (method, kind, line) => {
    expect(overview(method)).toMatchObject({ kind });
    expect(reference(method)).toContain(line);
  });

  it("says who may call it", () => {
    expect(overview(policy({ public: true }))).toMatchObject({ scopes: "none, it is public" });
    expect(overview(policy({ scopes: ["a.read", "a.write"] }))).toMatchObject({
      scopes: "`a.read` `a.write`",
      "owner rule": "–",
    });
    expect(overview(policy({ scopes: ["a"], owner: "username", anyOwnerScope: "a.any" }))).toMatchObject({
      "owner rule": "`username`",
      "any owner": "`a.any`",
    });
  });

  it.each([
    ["NO_SIDE_EFFECTS", "safe, it only reads"],
    ["IDEMPOTENT", "safe as its comment says"],
    [undefined, "not declared safe"],
  ])("says whether it may be repeated: %s", (idempotencyLevel, words) => {
    expect(overview({ options: { idempotencyLevel } })).toMatchObject({ "to repeat it": words });
  });

  it("says how it is called over HTTP", () => {
    const http = (rule: object) => ({ options: { "[google.api.http]": rule } });
    const rule = {
      patch: "/v1/samples/{id}",
      body: "sample",
      responseBody: "sample",
      additionalBindings: [{ custom: { kind: "REPORT", path: "/v1/samples" }, body: "*" }],
    };

    expect(overview(http(rule))).toMatchObject({ HTTP: "`PATCH /v1/samples/{id}` `REPORT /v1/samples`" });
    expect(reference(http(rule))).toContain(
      "- HTTP: `PATCH /v1/samples/{id}`, the body is `sample`, the answer is `sample`\n" +
        "- HTTP: `REPORT /v1/samples`, the body is the request\n",
    );
    expect(reference(http(rule))).not.toContain("- options");
    expect(overview({})).toMatchObject({ HTTP: "–" });
  });

  it("shows an option that there are no words for", () => {
    expect(reference({ options: { deprecated: true } })).toContain("- options: `deprecated: true`");
  });
});

describe("a message in the reference", () => {
  const rows = rowsIn(reference({})).map(({ cells }) => cells);
  const field = (name: string) => rows.find((row) => row.field === `\`${name}\``);

  it("has a row for each field: type, rule, comment", () => {
    expect(field("id")).toEqual({ field: "`id`", type: "`string`", rule: "a UUID", "what it is": "Which it is." });
    expect(field("parts")).toMatchObject({ type: "repeated [`Part`](#hexmartsamplev1samplepart)", rule: "–" });
    expect(field("note")).toMatchObject({ type: "optional `string`" });
    expect(field("time")).toMatchObject({ type: "`google.protobuf.Timestamp`" });
  });

  it("may lie in another, and so may an enum", () => {
    expect(field("size")).toEqual({
      field: "`size`",
      type: "[`Size`](#hexmartsamplev1samplesize)",
      rule: "not `SIZE_UNSPECIFIED`",
      "what it is": "How big.",
    });
    expect(rows).toContainEqual({ value: "`SIZE_UNSPECIFIED`", number: "0", "what it is": "Nobody said." });
  });

  it("tells what of a oneof is set, and not of one that only the compiler knows", () => {
    expect(reference({})).toContain("\nExactly one of `red` (`color`): How it looks.\n");
    expect(reference({})).not.toContain("_note");
  });

  it("may be empty", () => {
    expect(reference({})).toContain("### hexmart.sample.v1.Nothing\n\nIt has no fields.");
  });
});

describe("rpcReference()", () => {
  it("links to nothing that it does not have", () => {
    const text = reference({});

    const fragments = linksIn(text).filter((link) => link.startsWith("#"));
    expect(fragments).toContain("#hexmartsamplev1sampleservicegetsample");
    expect(fragments.filter((link) => !anchorsIn(text).includes(link.slice(1)))).toEqual([]);
  });

  it("leaves out what the protos only import", () => {
    const imported = { ...fileWith({}), bufExtension: { isImport: true } };

    expect(readContracts({ file: [imported] })).toEqual([]);
  });
});
