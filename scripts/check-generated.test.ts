import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { compare } from "./check-generated.ts";
import { generated } from "./generate.ts";
import { root } from "./root.ts";

function folder(files: Record<string, string>) {
  const path = mkdtempSync(join(tmpdir(), "hexmart-compare-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("compare()", () => {
  it("finds nothing where generating would change nothing", () => {
    using fresh = folder({ "gen/a/a_pb.ts": "a" });
    using present = folder({ "gen/a/a_pb.ts": "a", "src/other.ts": "dirty" });
    expect(compare(fresh.path, present.path, ["gen"])).toEqual([]);
  });

  it("names what is missing, changed, and left over", () => {
    using fresh = folder({ "gen/a_pb.ts": "a", "gen/b_pb.ts": "b" });
    using present = folder({ "gen/b_pb.ts": "B", "gen/deep/c_pb.ts": "c" });
    expect(compare(fresh.path, present.path, ["gen"])).toEqual([
      { file: "gen/a_pb.ts", how: "missing" },
      { file: "gen/b_pb.ts", how: "changed" },
      { file: "gen/deep/c_pb.ts", how: "left over" },
    ]);
  });

  it("does not mind line ends of Windows", () => {
    using fresh = folder({ "gen/a_pb.ts": "a\nb\n" });
    using present = folder({ "gen/a_pb.ts": "a\r\nb\r\n" });
    expect(compare(fresh.path, present.path, ["gen"])).toEqual([]);
  });
});

describe("the list of generated folders", () => {
  it("has every committed folder named gen", () => {
    const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
    }).toString();
    const folders = files.split("\n").flatMap((file) => /^(.*?(?:^|\/)gen)\//.exec(file)?.[1] ?? []);
    expect([...new Set(folders)].sort()).toEqual([...generated].sort());
  });
});
