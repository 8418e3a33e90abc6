import { describe, expect, it } from "@jest/globals";
import { table } from "./table.ts";

describe("table()", () => {
  it("lines names up on the left and numbers on the right", () => {
    expect(
      table(
        ["server", "ratio"],
        [
          ["grpc-js", "1.00"],
          ["kit", "11.20"],
        ],
      ),
    ).toBe(["server   ratio", "-------  -----", "grpc-js   1.00", "kit      11.20"].join("\n"));
  });

  it("leaves a cell empty that a row does not have", () => {
    expect(table(["a", "b"], [["x"]])).toBe("a  b\n-  -\nx");
  });
});
