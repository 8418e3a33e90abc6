import { describe, expect, it } from "@jest/globals";
import { capitalsIn, fixedCodesIn, statusesIn, unionsIn } from "./error-codes.ts";

describe("unionsIn()", () => {
  it("reads the codes of a union, on one line or many, whatever is said of them", () => {
    const source = `
      // export type OldErrorCode = "OLD";
export type AErrorCode = "ONE" | "TWO";
/** Why. */
export type BErrorCode =
  // The first.
  | "THREE"
  | "four";
export type Other = "FIVE";
`;

    expect(unionsIn(source)).toEqual([
      { name: "AErrorCode", codes: ["ONE", "TWO"] },
      { name: "BErrorCode", codes: ["THREE", "four"] },
    ]);
  });
});

describe("fixedCodesIn()", () => {
  it("reads the code of a class that has only one, and not that of one that is given it", () => {
    const source = '  readonly code = "AWAY";\n  readonly code: AErrorCode;\n  // readonly code = "GONE";\n';

    expect(fixedCodesIn(source)).toEqual(["AWAY"]);
  });
});

describe("statusesIn()", () => {
  it("reads the status of every RpcError, on its line or the next, each once", () => {
    const source = `
      /** new RpcError("IN_A_COMMENT", "") */
      throw new RpcError("NOT_FOUND", "a");
      throw new RpcError(
        "INTERNAL",
        "b",
      );
      throw new RpcError("NOT_FOUND", "c");
    `;

    expect(statusesIn(source)).toEqual(["NOT_FOUND", "INTERNAL"]);
  });

  it.each(["error.code", "code", 'late ? "ABORTED" : "INTERNAL"', "toStatusCode(number)"])(
    "says any for a status that is decided elsewhere: %s",
    (status) => {
      expect(statusesIn(`throw new RpcError(${status}, "a")`)).toEqual(["any"]);
    },
  );
});

describe("capitalsIn()", () => {
  it("finds a reason wherever it is handed on, and none in a comment", () => {
    const source = `
      // "COMMENT"
      refuse("TOKEN_MISSING", "No token");
      const details = { reason: "NOT_OWNER", again: "NOT_OWNER", ok: "OK", name: "Name" };
    `;

    expect(capitalsIn(source)).toEqual(["TOKEN_MISSING", "NOT_OWNER"]);
  });
});
