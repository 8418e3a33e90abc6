import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where Debian's packages put Go sources. */
const sources = "/usr/share/gocode";
const googleapis = `${sources}/src/github.com/grpc-ecosystem/grpc-gateway/third_party/googleapis`;
const needed = [
  "/usr/bin/go",
  "/usr/bin/protoc",
  "/usr/bin/protoc-gen-go",
  "/usr/bin/protoc-gen-grpc-gateway",
  googleapis,
  `${sources}/src/google.golang.org/grpc`,
];

/** What is missing for grpc-gateway to be built here; undefined if it can be. */
export function whatIsMissing(): string | undefined {
  const missing = needed.filter((path) => !existsSync(path));
  if (missing.length === 0) return undefined;
  return `${missing.join(", ")} (Debian: apt-get install golang-go golang-grpc-gateway golang-github-grpc-ecosystem-grpc-gateway-dev golang-google-grpc-dev golang-goprotobuf-dev protobuf-compiler)`;
}

/** Debian's Go has these types under other paths than protoc's own protos say. */
const goPackages: Readonly<Record<string, string>> = {
  "hexmart/transcode/testing/v1/testing.proto": "oracle/samples",
  "google/api/annotations.proto": "google.golang.org/genproto/googleapis/api/annotations",
  "google/protobuf/any.proto": "github.com/golang/protobuf/ptypes/any",
  "google/protobuf/duration.proto": "github.com/golang/protobuf/ptypes/duration",
  "google/protobuf/struct.proto": "github.com/golang/protobuf/ptypes/struct",
  "google/protobuf/timestamp.proto": "github.com/golang/protobuf/ptypes/timestamp",
  "google/protobuf/wrappers.proto": "github.com/golang/protobuf/ptypes/wrappers",
  "google/protobuf/field_mask.proto": "google.golang.org/genproto/protobuf/field_mask",
};

/** Builds a grpc-gateway for the testing contract, and starts it in front of a gRPC server. */
export async function startGateway(address: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "hexmart-oracle-"));
  const generated = join(folder, "src", "oracle", "samples");
  await mkdir(generated, { recursive: true });
  await copyFile(join(import.meta.dirname, "main.go"), join(folder, "src", "oracle", "main.go"));
  const paths = Object.entries(goPackages).map(([proto, path]) => `M${proto}=${path}`);
  const options = ["paths=source_relative", ...paths].join(",");
  await run("/usr/bin/protoc", [
    ...["-I", join(import.meta.dirname, "../../proto"), "-I", googleapis, "-I", "/usr/include"],
    `--go_out=plugins=grpc,${options}:${generated}`,
    `--grpc-gateway_out=logtostderr=true,${options}:${generated}`,
    "hexmart/transcode/testing/v1/testing.proto",
  ]);
  const program = join(folder, "oracle");
  const go = { GOPATH: `${folder}:${sources}`, GO111MODULE: "off", GOCACHE: join(folder, "cache") };
  await run("/usr/bin/go", ["build", "-o", program, "oracle"], { env: { ...process.env, ...go } });
  const child = spawn(program, [address], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { value: url = "" } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
