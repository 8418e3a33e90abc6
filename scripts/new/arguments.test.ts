import { describe, expect, it } from "@jest/globals";
import { help, readArguments } from "./arguments.ts";

describe("readArguments()", () => {
  it.each([
    [["pricing"], "discount"],
    [["pricing", "--from", "discount"], "discount"],
    [["feed", "--kind", "worker"], "product-worker"],
    [["reviews", "--kind", "web"], "movies-api"],
  ])("%j copies %s", (args, source) => {
    expect(readArguments(args)).toMatchObject({ name: args[0], source: { name: source }, dryRun: false });
  });

  it("reads every option that --help names", () => {
    const args = ["person", "--plural", "people", "--port", "6000", "--out", "../person", "--dry-run"];

    expect(readArguments(args)).toMatchObject({ plural: "people", port: 6000, out: "../person", dryRun: true });
    for (const option of ["--from", "--kind", ...args.filter((arg) => arg.startsWith("--"))])
      expect(help).toContain(option);
    expect(readArguments(["--help"])).toBeUndefined();
  });

  it.each([
    [[], "without a name"],
    [["a", "b"], "2 packages at once"],
    [["a", "--from", "identity"], 'Cannot copy "identity": only discount, product-worker, movies-api'],
    [["a", "--kind", "cli"], 'of the kind "cli": use grpc, worker, web'],
    [["a", "--from", "discount", "--kind", "worker"], 'Cannot copy "discount" as "worker"'],
    [["a", "--form", "discount"], "--help has all options"],
  ])("refuses %j, and says what to do", (args, why) => {
    expect(() => readArguments(args)).toThrow(why);
  });
});
