import { describe, expect, it } from "@jest/globals";
import { isThisMachine, partsOf } from "./addresses.ts";

describe("partsOf()", () => {
  it.each([
    ["127.0.0.1:5001", [["127.0.0.1", "5001"]]],
    ["dns:///movies-api:5001", [["movies-api", "5001"]]],
    [
      "ipv4:10.0.0.1:1,10.0.0.2:2",
      [
        ["10.0.0.1", "1"],
        ["10.0.0.2", "2"],
      ],
    ],
    ["[::1]:5001", [["::1", "5001"]]],
  ])("reads %s", (address, expected) => {
    expect(partsOf(address).map(({ host, port }) => [host, port])).toEqual(expected);
  });
});

describe("isThisMachine()", () => {
  it("believes literal addresses and localhost, of each part", () => {
    expect(["127.0.0.1:1", "localhost:1", "[::1]:1", "ipv4:127.0.0.1:1,127.1.2.3:2"].every(isThisMachine)).toBe(true);
    expect(["movies-api:1", "10.0.0.1:1", "127.example:1", "ipv4:127.0.0.1:1,10.0.0.1:1"].some(isThisMachine)).toBe(
      false,
    );
  });
});
