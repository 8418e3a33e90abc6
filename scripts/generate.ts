import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { generateComments } from "./generate-comments.ts";
import { quiet, root, tool } from "./root.ts";

/** The folders of generated code. All of them are committed, so that a reader needs no generator. */
export const generated = [
  "contracts/gen",
  "packages/grpc/gen",
  "packages/transcode/gen",
  "e2e/conformance/interop/gen",
] as const;

/** What is written from the topology, for other machines. Committed as well. */
export const places = ["packages/stack/kubernetes/base", "compose.yaml"] as const;

const templates = [
  "contracts/buf.gen.yaml",
  "packages/grpc/buf.gen.yaml",
  "packages/transcode/buf.gen.yaml",
  "e2e/conformance/interop/buf.gen.yaml",
] as const;

/** Generates all code from the contracts, and from the topology what runs it elsewhere, into `output`: the repository itself, or a folder to compare with it. */
export function generate(output: string): void {
  run(["contracts/print-validate-proto.ts"]);
  for (const template of templates) run([tool.buf, "generate", "--template", template, "--output", output]);
  // After buf, which empties the folder first.
  run(["contracts/generate-openapi.ts", output]);
  generateComments(output);
  run(["packages/stack/src/cli/generate-deploy.ts", output]);
}

function run(args: readonly string[]): void {
  // buf looks for protoc-gen-es in PATH.
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...quiet(), PATH: path } });
}

if (import.meta.main) generate(root);
