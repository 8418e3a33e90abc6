import { create } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import { RpcError } from "./rpc-error.ts";
import { decodeDetails, encodeDetails } from "./status-details.ts";

function sendAndReceive(error: RpcError): RpcError {
  const encoded = encodeDetails(error);
  return new RpcError(error.code, error.message, encoded === undefined ? {} : { details: decodeDetails(encoded) });
}

describe("RpcError", () => {
  it("is an Error with a code, a message, a cause and metadata", () => {
    const cause = new Error("why");
    const error = new RpcError("ABORTED", "try again", { cause, metadata: { "x-a": "b" } });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "RpcError", code: "ABORTED", message: "try again", cause });
    expect(error.metadata.get("x-a")).toBe("b");
  });

  it("takes details as plain objects and holds messages", () => {
    const { details } = new RpcError("NOT_FOUND", "no", { details: { resourceInfo: { resourceName: "NOPE" } } });
    expect(details.resourceInfo).toMatchObject({
      $typeName: "google.rpc.ResourceInfo",
      owner: "",
      resourceName: "NOPE",
    });
    expect(details.badRequest).toBeUndefined();
  });
});

describe("the details of an error on the wire", () => {
  it("arrive as they were sent", () => {
    const error = new RpcError("INVALID_ARGUMENT", "no", {
      details: {
        errorInfo: { reason: "WHY", domain: "example.com", metadata: { a: "b" } },
        badRequest: { fieldViolations: [{ field: "a.b", description: "too long", reason: "string.max_len" }] },
        preconditionFailure: { violations: [{ type: "STOCK", subject: "x", description: "none left" }] },
        resourceInfo: { resourceType: "t", resourceName: "n" },
        retryInfo: { retryDelay: { seconds: 3n } },
        quotaFailure: { violations: [{ subject: "s" }] },
        requestInfo: { requestId: "r" },
        localizedMessage: { locale: "de", message: "nein" },
        help: { links: [{ url: "https://example.com" }] },
        debugInfo: { detail: "d" },
      },
    });
    expect(sendAndReceive(error).details).toEqual(error.details);
  });

  it("survive untouched where their type is not known", () => {
    const other = create(AnySchema, { typeUrl: "type.googleapis.com/acme.Custom", value: new Uint8Array([8, 1]) });
    const error = new RpcError("ABORTED", "no", { details: { errorInfo: { reason: "WHY" }, others: [other] } });
    expect(sendAndReceive(error).details).toEqual(error.details);
  });

  it("keep a second one of the same type among the others", () => {
    const { details } = sendAndReceive(
      new RpcError("ABORTED", "no", {
        details: {
          localizedMessage: { locale: "de", message: "nein" },
          others: [
            create(AnySchema, { typeUrl: "type.googleapis.com/google.rpc.LocalizedMessage", value: new Uint8Array() }),
          ],
        },
      }),
    );
    expect(details.localizedMessage?.locale).toBe("de");
    expect(details.others).toHaveLength(1);
  });

  it("are left out when there are none, and when they cannot be read", () => {
    expect(encodeDetails(new RpcError("ABORTED", "no"))).toBeUndefined();
    expect(decodeDetails("AAECAw==")).toEqual({});
  });

  it("lose what a human reads before what a program needs, when they are too much for a header", () => {
    const { details } = sendAndReceive(
      new RpcError("ABORTED", "no", {
        details: { errorInfo: { reason: "WHY" }, debugInfo: { detail: "x".repeat(10_000) } },
      }),
    );
    expect(details.errorInfo?.reason).toBe("WHY");
    expect(details.debugInfo).toBeUndefined();
  });
});
