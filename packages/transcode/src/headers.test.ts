import { describe, expect, it } from "@jest/globals";
import { bodyFormat, fromMetadata, readTimeout, toMetadata, wantsEvents } from "./headers.ts";
import { TranscodeError } from "./status.ts";

const passed = (init: Record<string, string>) =>
  Object.fromEntries(toMetadata(new Headers(init), ["authorization", "x-id"]));

describe("toMetadata()", () => {
  it("passes the allow list, and nothing else", () => {
    expect(passed({ Authorization: "Bearer a", "X-Id": "b", "X-Other": "c", Cookie: "d", Accept: "e" })).toEqual({
      authorization: "Bearer a",
      "x-id": "b",
    });
  });

  it("passes what is named for it, without the prefix", () => {
    expect(passed({ "Grpc-Metadata-Colour": "red", "grpc-metadata-trace-bin": "YQ==" })).toEqual({
      colour: "red",
      "trace-bin": "YQ==",
    });
  });

  it.each(["authorization", "x-id", "grpc-timeout", "te", "connection", "host", "content-type", "cookie"])(
    "does not let the prefix say %s",
    (name) => {
      expect(passed({ [`Grpc-Metadata-${name}`]: "forged" })).toEqual({});
    },
  );

  it("keeps what the connection names for itself", () => {
    expect(passed({ connection: "close, X-Id", "x-id": "a", "grpc-metadata-b": "c" })).toEqual({ b: "c" });
  });
});

describe("fromMetadata()", () => {
  it("says what the server said, under a prefix, and nothing of gRPC's own", () => {
    const headers = new Headers();
    fromMetadata(
      new Headers({
        "x-id": "a",
        colour: "red",
        "grpc-status": "0",
        "content-type": "application/grpc",
        "set-cookie": "x",
      }),
      ["x-id"],
      headers,
    );

    expect(Object.fromEntries(headers)).toEqual({ "x-id": "a", "grpc-metadata-colour": "red" });
  });
});

describe("readTimeout()", () => {
  const timeout = (text: string) => readTimeout(new Headers({ "grpc-timeout": text }), 60_000);

  it.each([
    ["500m", 500],
    ["5S", 5_000],
    ["1M", 60_000],
    ["1H", 60_000],
    ["99999999H", 60_000],
    ["1500u", 2],
    ["1n", 1],
    ["0m", 1],
  ])("reads %s as %i ms", (text, expected) => {
    expect(timeout(text)).toBe(expected);
  });

  it.each(["10Sx", "10", "-1S", "1.5S", "S", "123456789S", "1s"])("refuses %j", (text) => {
    expect(() => timeout(text)).toThrow(TranscodeError);
  });

  it("leaves it to the client where nothing is said", () => {
    expect(readTimeout(new Headers(), 60_000)).toBeUndefined();
  });
});

describe("wantsEvents()", () => {
  it.each([
    ["text/event-stream", true],
    ["application/json, Text/Event-Stream;q=0.5", true],
    ["text/event-stream;q=0", false],
    ["text/event-stream; q=0.000", false],
    ["*/*", false],
    ["", false],
  ])("takes Accept: %s as %s", (accept, expected) => {
    expect(wantsEvents(new Headers({ accept }))).toBe(expected);
  });
});

describe("bodyFormat()", () => {
  it.each([
    [undefined, "json"],
    ["application/json", "json"],
    ["Application/JSON; charset=utf-8", "json"],
    ["application/merge-patch+json", "json"],
    ["application/x-ndjson", "lines"],
    ["application/jsonl", "lines"],
    ["text/plain", undefined],
    ["application/x-www-form-urlencoded", undefined],
    ["multipart/form-data; boundary=x", undefined],
  ])("takes Content-Type: %s as %s", (type, expected) => {
    expect(bodyFormat(new Headers(type === undefined ? {} : { "content-type": type }))).toBe(expected);
  });
});
