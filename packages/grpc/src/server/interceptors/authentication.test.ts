import { describe, expect, it } from "@jest/globals";
import { recordedCall, thrownBy } from "../../../test/recorded-call.ts";
import { authentication } from "./authentication.ts";

const alice = { subject: "1", clientId: "web", username: "alice", scopes: [] };

function failing(code: string) {
  return async () => {
    throw Object.assign(new Error("exp is in the past"), { code });
  };
}

describe("authentication()", () => {
  it("lets a valid token in, and makes known who calls", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer abc.def" } });
    await authentication(async (token) => ({ ...alice, subject: token })).start?.(call);
    expect(call.principal).toEqual({ ...alice, subject: "abc.def" });
  });

  it("takes the scheme in any case", async () => {
    const { call } = recordedCall({ header: { authorization: "bearer abc" } });
    await authentication(async () => alice).start?.(call);
    expect(call.principal).toEqual(alice);
  });

  it.each([
    ["no token", undefined, "TOKEN_MISSING"],
    ["another scheme", "Basic YTpi", "TOKEN_MALFORMED"],
    ["an empty token", "Bearer ", "TOKEN_MALFORMED"],
    ["a token with a space", "Bearer a b", "TOKEN_MALFORMED"],
    ["two tokens", ["Bearer a", "Bearer b"], "TOKEN_MALFORMED"],
    ["two tokens that were joined", "Bearer a, Bearer b", "TOKEN_MALFORMED"],
  ])("refuses %s without asking the verifier", async (_name, authorization, reason) => {
    const { call } = recordedCall({ header: { authorization } });
    const step = authentication(async () => {
      throw new Error("must not be asked");
    });
    const error = await thrownBy(() => step.start?.(call));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", details: { errorInfo: { reason, domain: "hexmart.dev" } } });
    expect(call.principal).toBeUndefined();
  });

  it("refuses a token that is not valid, and keeps why to this side", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer old" } });
    const error = await thrownBy(() => authentication(failing("invalid_token")).start?.(call));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", details: { errorInfo: { reason: "TOKEN_INVALID" } } });
    expect(error.message).not.toContain("exp is in the past");
    expect(error.cause).toMatchObject({ message: "exp is in the past" });
  });

  it("asks to try again when tokens cannot be checked for now", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer any" } });
    const error = await thrownBy(() => authentication(failing("temporarily_unavailable")).start?.(call));
    expect(error).toMatchObject({ code: "UNAVAILABLE", details: { retryInfo: { retryDelay: { seconds: 1n } } } });
  });

  it("lets nobody in when the verifier itself is broken", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer any" } });
    const error = await thrownBy(() => authentication(failing("bug")).start?.(call));
    expect(error).toMatchObject({ message: "exp is in the past" });
    expect(call.principal).toBeUndefined();
  });
});
