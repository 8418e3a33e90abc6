import { create, createFileRegistry, type DescMessage, setExtension } from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import * as rules from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { describe, expect, it } from "@jest/globals";
import {
  ChatResponseSchema,
  CountDownRequestSchema,
  EchoRequestSchema,
} from "../../../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { recordedCall, thrownBy } from "../../../test/recorded-call.ts";
import { createValidation } from "./validation.ts";

const validation = createValidation();

describe("validation()", () => {
  it("lets a valid message pass", () => {
    const { call } = recordedCall();
    const message = create(EchoRequestSchema, { text: "hi", person: { name: "Ann", nicknames: ["A"] } });
    expect(() => validation(EchoRequestSchema)?.message?.(call, message)).not.toThrow();
  });

  it("says of each violation which field, what is wrong and which rule", async () => {
    const { call } = recordedCall();
    const message = create(EchoRequestSchema, { person: { name: "", nicknames: ["OK", "not ok"] } });
    const error = await thrownBy(() => validation(EchoRequestSchema)?.message?.(call, message));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", message: expect.stringContaining("person.name") });
    expect(error.details.badRequest?.fieldViolations).toMatchObject([
      { field: "person.name", reason: "string.min_len", description: expect.any(String) },
      { field: "person.nicknames[1]", reason: "string.pattern", description: expect.any(String) },
    ]);
  });

  it("names no more violations than fit into an error", async () => {
    const { call } = recordedCall();
    const message = create(EchoRequestSchema, { person: { name: "a", nicknames: Array(1000).fill("no") } });
    const error = await thrownBy(() => validation(EchoRequestSchema)?.message?.(call, message));
    expect(error.details.badRequest?.fieldViolations).toHaveLength(20);
    expect(error.message).toContain("and 980 more");
  });

  it("costs nothing for a type without rules", () => {
    expect(validation(ChatResponseSchema)).toBeUndefined();
    expect(validation(CountDownRequestSchema)).toBeDefined();
  });

  it("does not start with a pattern that means nothing to the platform", () => {
    expect(validation(messageWithPattern("^a$"))).toBeDefined();
    expect(() => validation(messageWithPattern("a\\z"))).toThrow(
      "Cannot serve: the validation rules of test.Message do not compile",
    );
  });
});

function messageWithPattern(pattern: string): DescMessage {
  const options = create(FieldOptionsSchema);
  setExtension(options, rules.field, create(rules.FieldRulesSchema, { type: { case: "string", value: { pattern } } }));
  const field = {
    name: "text",
    number: 1,
    type: FieldDescriptorProto_Type.STRING,
    label: FieldDescriptorProto_Label.OPTIONAL,
    options,
  };
  const file = create(FileDescriptorProtoSchema, {
    name: "test.proto",
    package: "test",
    syntax: "proto3",
    messageType: [{ name: "Message", field: [field] }],
  });
  const message = createFileRegistry(file, () => undefined).getMessage("test.Message");
  if (message === undefined) throw new Error("The descriptor has no message");
  return message;
}
