import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { packagesToTry } from "./packages.ts";

describe("packagesToTry()", () => {
  it("takes all that are no part of the system itself", () => {
    const all = packagesToTry(root, []);

    expect(all).toEqual(expect.arrayContaining(["discount", "grpc", "movies-web", "product-worker"]));
    expect(all).not.toContain("stack");
  });

  it("takes those that are named, and refuses what cannot be forked", () => {
    expect(packagesToTry(root, ["money"])).toEqual(["money"]);
    expect(() => packagesToTry(root, ["stack"])).toThrow("it starts the services of this repository");
    expect(() => packagesToTry(root, ["nope"])).toThrow("there is no packages/nope");
  });
});
