import { describe, expect, it } from "@jest/globals";
import { addHeaders, toHeaders } from "./wire-headers.ts";

describe("toHeaders()", () => {
  it("shows an application what came, without HTTP/2's own fields", () => {
    const headers = toHeaders({ ":path": "/a", "x-two": ["a", "b"], "x-one": "c", "x-none": undefined });
    expect([...headers]).toEqual([
      ["x-one", "c"],
      ["x-two", "a, b"],
    ]);
  });
});

describe("addHeaders()", () => {
  it("sends an application's headers, but none that HTTP/2 or gRPC keep for themselves", () => {
    const wire: Record<string, string> = {};
    addHeaders(
      wire,
      new Headers({ "X-Mine": "1", "grpc-status": "0", "content-type": "text/html", connection: "close", te: "x" }),
    );
    expect(wire).toEqual({ "x-mine": "1" });
  });
});
