import { describe, expect, it } from "@jest/globals";
import { isUnsent, toUpstreamError } from "./undici.ts";

const failed = (code: string, syscall: string) => Object.assign(new Error("failed"), { code, syscall });

describe("isUnsent()", () => {
  it.each(["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"])("is told by the system call that failed with %s", (code) => {
    expect(isUnsent(failed(code, "connect"))).toBe(true);
    expect(isUnsent(failed(code, "read"))).toBe(false);
    expect(toUpstreamError("movies-api", failed(code, "read"), false)).toMatchObject({ code: "BROKEN" });
  });
});
