import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "./root.ts";
import { runTests, type Suite, summaryFile } from "./run-tests.ts";

const jest = join(root, "node_modules", "jest", "bin", "jest.js");

/** A monorepo with this repository's tasks and two packages, whose tests read the address of the database. */
function monorepo(tests: Record<string, string>) {
  const path = mkdtempSync(join(tmpdir(), "hexmart-run-tests-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  const { tasks, globalPassThroughEnv } = JSON.parse(readFileSync(join(root, "turbo.json"), "utf8"));
  const generic = Object.entries(tasks).filter(([name]) => !name.startsWith("@hexmart/"));
  write("turbo.json", JSON.stringify({ globalPassThroughEnv, tasks: Object.fromEntries(generic) }));
  write("package.json", JSON.stringify({ name: "fixture", packageManager: "npm@11.19.1", workspaces: ["packages/*"] }));
  write("package-lock.json", JSON.stringify({ name: "fixture", lockfileVersion: 3, packages: {} }));
  write(".gitignore", "node_modules\n.turbo\n.hexmart\n");
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"), "junction");
  for (const [name, source] of Object.entries(tests)) {
    write(
      `packages/${name}/package.json`,
      JSON.stringify({
        name,
        type: "module",
        scripts: {
          test: `node --experimental-vm-modules --disable-warning=ExperimentalWarning "${jest}"`,
          "test:deno": `deno run -A --quiet "${jest}"`,
          "test:unit": `node --experimental-vm-modules --disable-warning=ExperimentalWarning "${jest}" src`,
        },
        jest: { preset: "@hexmart/tooling" },
      }),
    );
    write(`packages/${name}/src/${name}.test.ts`, `import { expect, it } from "@jest/globals";\n${source}`);
  }
  // Without a commit turbo does not look at .gitignore, and takes its own outputs for inputs.
  const git = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["init", "--quiet"], { cwd: path });
  execFileSync("git", [...git, "add", "."], { cwd: path });
  execFileSync("git", [...git, "commit", "--quiet", "--message", "fixture"], { cwd: path });
  const started: string[] = [];
  const run = (args: string[] = [], options: { suite?: Suite; env?: NodeJS.ProcessEnv } = {}) =>
    runTests({
      root: path,
      args,
      stdio: "ignore",
      startDatabase: async () => {
        started.push("started");
        return {
          url: "postgres://127.0.0.1:1/of-this-run",
          stop: async () => {
            started.push("stopped");
          },
        };
      },
      ...options,
      env: { ...process.env, TEST_DATABASE_URL: undefined, ...options.env },
    });
  return { path, write, run, started, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const seesDatabase = (url: string) =>
  `it("sees the database", () => { expect(process.env.TEST_DATABASE_URL).toBe("${url}"); });\n`;
const two = 'it("a", () => {});\nit("b", () => {});\n';

describe("runTests()", () => {
  it("starts one database for all packages, stops it, and sums up", async () => {
    using repository = monorepo({ one: seesDatabase("postgres://127.0.0.1:1/of-this-run"), two });
    await expect(repository.run()).resolves.toEqual({
      exitCode: 0,
      summary: "one  1 passed\ntwo  2 passed\n3 passed, 0 failed",
    });
    expect(repository.started).toEqual(["started", "stopped"]);
    expect(readFileSync(join(repository.path, summaryFile("test")), "utf8")).toMatch(/\n3 passed, 0 failed\n$/);
  });

  it("counts a package that turbo replays", async () => {
    using repository = monorepo({ one: two, two });
    await repository.run();
    repository.write("packages/two/src/more.test.ts", 'import { it } from "@jest/globals";\nit("c", () => {});\n');
    expect((await repository.run()).summary).toBe("one  2 passed (cached)\ntwo  3 passed\n5 passed, 0 failed");
  });

  it("runs every package though one fails, and fails", async () => {
    using repository = monorepo({ one: 'it("fails", () => { expect(1).toBe(2); });\n', two });
    await expect(repository.run()).resolves.toEqual({
      exitCode: 1,
      summary: "one  0 passed, 1 failed\ntwo  2 passed\n2 passed, 1 failed",
    });
    expect(repository.started).toEqual(["started", "stopped"]);
  });

  it("fails for a package that dies before it can count", async () => {
    using repository = monorepo({ one: "process.kill(process.pid, 9);\n", two });
    const { exitCode, summary } = await repository.run();
    expect(exitCode).not.toBe(0);
    expect(summary).toMatch(/\n2 passed, 1 failed$/);
  });

  it("fails where no test ran", async () => {
    using repository = monorepo({ one: two });
    await expect(repository.run(["--filter=!one"])).resolves.toEqual({ exitCode: 1, summary: "0 passed, 1 failed" });
  });

  it("uses the server that TEST_DATABASE_URL names, and starts none", async () => {
    using repository = monorepo({ one: seesDatabase("postgres://given") });
    const { summary } = await repository.run([], { env: { TEST_DATABASE_URL: "postgres://given" } });
    expect(summary).toBe("one  1 passed\n1 passed, 0 failed");
    expect(repository.started).toEqual([]);
  });

  it("starts no database for unit tests", async () => {
    using repository = monorepo({ one: two });
    expect((await repository.run([], { suite: "unit" })).summary).toBe("one  2 passed\n2 passed, 0 failed");
    expect(repository.started).toEqual([]);
  });

  it("runs the same tests on Deno, and counts them by the runtime, beside those of Node", async () => {
    using repository = monorepo({
      one: 'it("is there", () => { expect("Deno" in globalThis).toBe(true); });\n',
      two: seesDatabase("postgres://127.0.0.1:1/of-this-run"),
    });
    await expect(repository.run()).resolves.toMatchObject({ exitCode: 1 });
    await expect(repository.run([], { suite: "deno" })).resolves.toEqual({
      exitCode: 0,
      summary: "one (deno)  1 passed\ntwo (deno)  1 passed\n2 passed, 0 failed",
    });
    const left = (suite: Suite) => readFileSync(join(repository.path, summaryFile(suite)), "utf8");
    expect([left("test"), left("deno")]).toEqual([
      expect.stringMatching(/\n1 passed, 1 failed\n$/),
      expect.stringMatching(/\n2 passed, 0 failed\n$/),
    ]);
  });

  it("hands a filter on to turbo, and counts only what ran", async () => {
    using repository = monorepo({ one: two, two });
    await repository.run();
    expect((await repository.run(["--filter=one"])).summary).toBe("one  2 passed (cached)\n2 passed, 0 failed");
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`stops the database on ${signal}`, async () => {
      using repository = monorepo({
        one: 'import { writeFileSync } from "node:fs";\nit("hangs", () => { writeFileSync("running", ""); return new Promise(() => setInterval(() => {}, 1000)); }, 60_000);\n',
      });
      const script = `
        import { runTests } from ${JSON.stringify(join(import.meta.dirname, "run-tests.ts"))};
        import { writeFileSync } from "node:fs";
        const { exitCode } = await runTests({
          root: process.cwd(), args: [], stdio: "ignore",
          startDatabase: async () => ({ url: "postgres://x", stop: async () => writeFileSync("stopped", "") }),
        });
        process.exitCode = exitCode;`;
      const env = { ...process.env, TEST_DATABASE_URL: undefined };
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { cwd: repository.path, env });
      const closed = new Promise((resolve) => child.once("close", resolve));
      await until(() => existsSync(join(repository.path, "packages/one/running")));
      child.kill(signal);
      expect(await closed).toBe(code);
      expect(existsSync(join(repository.path, "stopped"))).toBe(true);
    });
  }
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
