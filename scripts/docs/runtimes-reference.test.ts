import { describe, expect, it } from "@jest/globals";
import { runtimesReference } from "./runtimes-reference.ts";

describe("runtimesReference()", () => {
  const text = runtimesReference({
    node: "24.0.0",
    deno: "2.0.0",
    engines: ">=22",
    booted: ["Node 22.22", "Node 26", "Deno"],
    packages: [
      { folder: "packages/money", scripts: { test: "x", "test:deno": "y" } },
      { folder: "packages/sums", scripts: { test: "x" } },
    ],
    leftOut: [{ package: "money", files: ["test/slow"], why: "It is slow.", nightly: true }],
  });

  it("says on which versions the system is booted", () => {
    expect(text).toContain("| the whole system, booted once | Node 22.22, Node 26 | 2.0.0 |");
  });

  it("says what of a package does not run on Deno, and why", () => {
    expect(text).toContain("| `packages/money` | `test` | `test:deno` | `test/slow`. It is slow. At night. |");
    expect(text).toContain("| `packages/sums` | `test` | no |  |");
  });
});
