import { execFile, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { python } from "../python.ts";
import { file_hexmart_interop_v1_interop as contract } from "./gen/hexmart/interop/v1/interop_pb.ts";

const run = promisify(execFile);
const bin = join(import.meta.dirname, "../../../node_modules/.bin");

/** The implementations that are tried on each other: the kit on both of its runtimes, and Python's grpcio. */
export const implementations = ["Node", "Deno", "grpcio"] as const;
export type Implementation = (typeof implementations)[number];

/** What each case came to: "passed", or what was wrong. */
export type Outcomes = Readonly<Record<string, string>>;

type Program = { readonly ts: URL; readonly py: URL };

const server: Program = { ts: new URL("./server.ts", import.meta.url), py: new URL("./server.py", import.meta.url) };
const client: Program = { ts: new URL("./client.ts", import.meta.url), py: new URL("./client.py", import.meta.url) };

function command(implementation: Implementation, { ts, py }: Program, contractFile: string): [string, ...string[]] {
  switch (implementation) {
    case "Node":
      return [join(bin, "node"), "--disable-warning=ExperimentalWarning", fileURLToPath(ts)];
    case "Deno":
      return [join(bin, "deno"), "run", "--allow-all", fileURLToPath(ts)];
    case "grpcio":
      // -B: no compiled files beside the sources.
      return [python, "-B", fileURLToPath(py), contractFile];
  }
}

/** Writes the contract as grpcio's programs read it, a FileDescriptorSet, and returns the path. */
export async function writeContract(directory: string): Promise<string> {
  const path = join(directory, "interop.binpb");
  const set = create(FileDescriptorSetSchema, { file: [contract.proto] });
  await writeFile(path, toBinary(FileDescriptorSetSchema, set));
  return path;
}

/** Starts a server as a process. It stops with its standard input. */
export async function startServer(
  implementation: Implementation,
  contractFile: string,
): Promise<{ readonly address: string } & AsyncDisposable> {
  const [program, ...args] = command(implementation, server, contractFile);
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(`The server on ${implementation} ended with ${code ?? signal}`));
  });
  const listening = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const gone = ended.then((how): never => {
    throw new Error(`${how} before it listened`);
  });
  return {
    address: await Promise.race([listening, gone]),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Runs a client as a process, with cases to try on the server at an address. */
export async function runClient(
  implementation: Implementation,
  contractFile: string,
  address: string,
  cases: readonly string[],
): Promise<Outcomes> {
  const [program, ...args] = command(implementation, client, contractFile);
  const { stdout } = await run(program, [...args, address, ...cases], { timeout: 60_000 });
  return JSON.parse(stdout);
}
