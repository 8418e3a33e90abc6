import { chmod, lstat, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "@jest/globals";
import { makeTrustedFolder, trustedOwners } from "./trusted-folder.ts";

async function scratch() {
  const path = await mkdtemp(join(tmpdir(), "hexmart-trusted-folder-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const me = process.getuid?.() ?? 0;

describe("makeTrustedFolder()", () => {
  it("makes a folder that only its owner may write to, and takes it again", async () => {
    await using at = await scratch();
    const folder = join(at.path, "a", "postgres");
    await makeTrustedFolder(folder, [me]);
    await makeTrustedFolder(folder, [me]);
    expect((await lstat(folder)).mode & 0o022).toBe(0);
  });

  it("refuses a link, though it leads to a folder of this user", async () => {
    await using at = await scratch();
    await mkdir(join(at.path, "elsewhere"));
    await symlink(join(at.path, "elsewhere"), join(at.path, "link"));
    await expect(makeTrustedFolder(join(at.path, "link"), [me])).rejects.toThrow(
      `Cannot keep PostgreSQL in "${join(at.path, "link")}": it is a symbolic link. Name the folder that it leads to`,
    );
  });

  it("refuses a folder of another user", async () => {
    await using at = await scratch();
    await expect(makeTrustedFolder(at.path, [me + 1, me + 2])).rejects.toThrow(
      `it belongs to user id ${me}, not to ${me + 1} or ${me + 2}. Choose another folder`,
    );
  });

  it.each([0o775, 0o757])("refuses a folder that others may write to (%#)", async (mode) => {
    await using at = await scratch();
    await chmod(at.path, mode);
    await expect(makeTrustedFolder(at.path, [me])).rejects.toThrow(`close it (chmod go-w "${at.path}")`);
  });
});

describe("trustedOwners()", () => {
  it("trusts an ordinary user's own folders only", async () => {
    await expect(trustedOwners(1234)).resolves.toEqual([1234]);
  });

  it("lets root use its folders and those of the user it runs the server as", async () => {
    await expect(trustedOwners(0)).resolves.toEqual([0, expect.any(Number)]);
  });
});
