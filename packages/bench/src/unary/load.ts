import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { toBinary } from "@bufbuild/protobuf";
import { GetProductRequestSchema } from "@hexmart/contracts/product/v1/product";
import { cores, startChild } from "../child.ts";
import { canPin, has } from "../machine.ts";
import { path } from "./method.ts";
import { request } from "./product.ts";

/** Keeps a server busy for some seconds, with 128 calls at a time. */
export type Load = {
  readonly name: string;
  run(address: string, token: string, seconds: number): Promise<void>;
};

/** h2load where there is one: it hardly uses its core. Else a client in another process. */
export function chooseLoad(): Load {
  return has("h2load") ? h2load : client;
}

const run = promisify(execFile);

const h2load: Load = {
  name: "h2load",
  async run(address, token, seconds) {
    const folder = await mkdtemp(join(tmpdir(), "hexmart-bench-"));
    const body = join(folder, "body");
    try {
      await writeFile(body, frame(toBinary(GetProductRequestSchema, request)));
      const headers = ["content-type: application/grpc", "te: trailers", `authorization: Bearer ${token}`];
      const options = ["--clients=8", "--max-concurrent-streams=16", "--threads=1", `--duration=${seconds}`];
      const all = [...options, `--data=${body}`, ...headers.flatMap((header) => ["-H", header])];
      const command = [...(canPin() ? ["taskset", "--cpu-list", String(cores.load)] : []), "h2load", ...all];
      const [file = "", ...args] = [...command, `http://${address}${path}`];
      await run(file, args);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

const client: Load = {
  name: "a grpc-js client (install nghttp2-client for h2load)",
  async run(address, token, seconds) {
    const args = [address, token];
    const child = await startChild(new URL("clients/bare.ts", import.meta.url), { args, core: cores.load });
    await child.order("work");
    await pause(seconds * 1_000);
    await child[Symbol.asyncDispose]();
  },
};

/** A gRPC message on the wire: not compressed, its length, its bytes. */
function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(5 + message.byteLength);
  new DataView(framed.buffer).setUint32(1, message.byteLength);
  framed.set(message, 5);
  return framed;
}
