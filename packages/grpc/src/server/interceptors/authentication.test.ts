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
    await authentication(async (token) => ({ ...alice, subject: token }), "allow").start?.(call);
    expect(call.principal).toEqual({ ...alice, subject: "abc.def" });
  });

  it("lets in without waiting whom the verifier knows, and asks it about the others", async () => {
    const verify = Object.assign(async () => ({ ...alice, subject: "asked" }), {
      known: (token: string) => (token === "seen" ? alice : undefined),
    });
    const { start } = authentication(verify, "allow");
    const { call: seen } = recordedCall({ header: { authorization: "Bearer seen" } });
    expect(start?.(seen)).toBeUndefined();
    expect(seen.principal).toBe(alice);
    const { call: unseen } = recordedCall({ header: { authorization: "Bearer unseen" } });
    await start?.(unseen);
    expect(unseen.principal?.subject).toBe("asked");
  });

  it("takes the scheme in any case", async () => {
    const { call } = recordedCall({ header: { authorization: "bearer abc" } });
    await authentication(async () => alice, "allow").start?.(call);
    expect(call.principal).toEqual(alice);
  });

  it("believes in plaintext only callers on this machine, and asks the verifier of nobody else", async () => {
    const header = { authorization: "Bearer abc" };
    const step = authentication(async () => alice, "loopback");
    const { call } = recordedCall({ header, peer: "::ffff:127.0.0.1" });
    await step.start?.(call);
    expect(call.principal).toEqual(alice);

    const deaf = authentication(async () => {
      throw new Error("not to be asked");
    }, "loopback");
    const error = await thrownBy(() => deaf.start?.(recordedCall({ header, peer: "10.0.0.7" }).call));
    expect(error).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "TOKEN_IN_PLAINTEXT", domain: "hexmart.dev" } },
    });
  });

  it("believes everybody where plaintext is allowed", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer abc" }, peer: "10.0.0.7" });
    await authentication(async () => alice, "allow").start?.(call);
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
    }, "allow");
    const error = await thrownBy(() => step.start?.(call));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", details: { errorInfo: { reason, domain: "hexmart.dev" } } });
    expect(call.principal).toBeUndefined();
  });

  it("refuses a token that is not valid, and keeps why to this side", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer old" } });
    const error = await thrownBy(() => authentication(failing("invalid_token"), "allow").start?.(call));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", details: { errorInfo: { reason: "TOKEN_INVALID" } } });
    expect(error.message).not.toContain("exp is in the past");
    expect(error.cause).toMatchObject({ message: "exp is in the past" });
  });

  it("asks to try again when tokens cannot be checked for now", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer any" } });
    const error = await thrownBy(() => authentication(failing("temporarily_unavailable"), "allow").start?.(call));
    expect(error).toMatchObject({ code: "UNAVAILABLE", details: { retryInfo: { retryDelay: { seconds: 1n } } } });
  });

  it("lets nobody in when the verifier itself is broken", async () => {
    const { call } = recordedCall({ header: { authorization: "Bearer any" } });
    const error = await thrownBy(() => authentication(failing("bug"), "allow").start?.(call));
    expect(error).toMatchObject({ message: "exp is in the past" });
    expect(call.principal).toBeUndefined();
  });
});
