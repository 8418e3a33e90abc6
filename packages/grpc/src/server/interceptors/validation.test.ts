import { create } from "@bufbuild/protobuf";
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
});
