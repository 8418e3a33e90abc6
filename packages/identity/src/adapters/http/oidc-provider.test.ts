import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";

const module = new URL("oidc-provider.ts", import.meta.url).href;

/** What a fresh process says while it loads the library, here and on Deno. */
async function load(runtime: "node" | "deno", script: string) {
  const node = [process.execPath, "--input-type=module", "--eval"] as const;
  const deno = [join(createRequire(import.meta.url).resolve("deno/package.json"), "../../.bin/deno"), "eval"] as const;
  const [command, ...options] = runtime === "deno" || "Deno" in globalThis ? deno : node;
  const child = spawn(command, [...options, script], { env: { ...process.env, NO_COLOR: "1" } });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out: out.trim(), err };
}

describe("loading oidc-provider", () => {
  it.each(["node", "deno"] as const)("keeps its warning of Deno for the log, on %s", async (runtime) => {
    const { out, err } = await load(
      runtime,
      `const { heldWarnings } = await import("${module}"); console.log(heldWarnings.length, "Deno" in globalThis);`,
    );
    expect(["0 false", "1 true"]).toContain(out);
    expect(err).not.toContain("Unsupported runtime");
  });

  it.each(["node", "deno"] as const)("hides no other warning, then or afterwards, on %s", async (runtime) => {
    const { err } = await load(
      runtime,
      `const loaded = import("${module}"); Promise.resolve().then(() => console.warn("meanwhile")); await loaded; console.warn("afterwards");`,
    );
    expect(err).toContain("meanwhile");
    expect(err).toContain("afterwards");
  });
});
