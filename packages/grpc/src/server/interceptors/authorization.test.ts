import { describe, expect, it } from "@jest/globals";
import { EchoRequestSchema } from "../../../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { echoRequest, recordedCall, thrownBy } from "../../../test/recorded-call.ts";
import type { Principal } from "../../rpc-context.ts";
import { authorization } from "./authorization.ts";

const owned = { scopes: ["read"], owner: EchoRequestSchema.field.text, anyOwnerScope: "read.any" };
const unowned = { scopes: ["read", "write"], owner: undefined, anyOwnerScope: "" };

function principal(scopes: string[], username?: string): Principal {
  return { subject: "s", clientId: "c", scopes, ...(username === undefined ? {} : { username }) };
}

async function refusal(policy: typeof owned | typeof unowned, who: Principal | undefined, owner = "alice") {
  const { call } = recordedCall(who === undefined ? {} : { principal: who });
  const step = authorization(policy);
  return thrownBy(async () => {
    await step.start?.(call);
    step.message?.(call, echoRequest(owner));
    throw "let through";
  });
}

describe("authorization()", () => {
  it("lets through who has every scope", async () => {
    expect(await refusal(unowned, principal(["write", "read", "more"]))).toBe("let through");
  });

  it.each([
    ["none", []],
    ["one of two", ["read"]],
    ["one that only begins like it", ["read", "write.some"]],
  ])("refuses who has %s", async (_name, scopes) => {
    expect(await refusal(unowned, principal(scopes))).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "SCOPE_MISSING", domain: "hexmart.dev" } },
    });
  });

  it("names the scopes that are missing", async () => {
    const error = await refusal(unowned, principal([]));
    expect(error.details.errorInfo?.metadata.scope).toBe("read write");
  });

  it("refuses whom nobody authenticated", async () => {
    expect(await refusal(unowned, undefined)).toMatchObject({ code: "PERMISSION_DENIED" });
  });

  it("lets an owner reach what is theirs", async () => {
    expect(await refusal(owned, principal(["read"], "alice"))).toBe("let through");
  });

  it.each([
    ["another user", principal(["read"], "bob"), "alice"],
    ["a user whose name differs in case", principal(["read"], "Alice"), "alice"],
    ["a client that calls for itself", principal(["read"]), "alice"],
    ["a client that calls for itself, where no owner is named", principal(["read"]), ""],
    ["a user without a name, where no owner is named", principal(["read"], ""), ""],
  ])("refuses %s", async (_name, who, owner) => {
    expect(await refusal(owned, who, owner)).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "NOT_OWNER", metadata: { field: "text" } } },
    });
  });

  it("lets who has the scope for it act for any owner", async () => {
    expect(await refusal(owned, principal(["read", "read.any"]), "alice")).toBe("let through");
    expect(await refusal(owned, principal(["read", "read.any"], "bob"), "alice")).toBe("let through");
  });

  it("refuses a client that calls for itself before any message is read", async () => {
    const { call } = recordedCall({ principal: principal(["read"]) });
    expect(await thrownBy(() => authorization(owned).start?.(call))).toMatchObject({ code: "PERMISSION_DENIED" });
  });
});
