/**
 * Tries interop cases on a server, over the kit: `client.ts HOST:PORT CASE…`. Prints a JSON object: for each case
 * "passed", or what was wrong.
 */
import process from "node:process";
import { connect } from "@hexmart/grpc";
import { cases } from "./cases.ts";
import { InteropService, UnimplementedService } from "./gen/hexmart/interop/v1/interop_pb.ts";

const [address = "", ...names] = process.argv.slice(2);
const options = { address, streamTimeoutMs: 10_000 };
using interop = connect(InteropService, options);
using compressing = connect(InteropService, { ...options, compression: "gzip" });
using unimplemented = connect(UnimplementedService, options);

const outcomes: Record<string, string> = {};
for (const name of names) {
  try {
    const run = cases[name];
    if (run === undefined) throw new Error(`There is no case ${name}`);
    await run({ interop, compressing, unimplemented });
    outcomes[name] = "passed";
  } catch (error) {
    outcomes[name] = String(error);
  }
}
process.stdout.write(`${JSON.stringify(outcomes)}\n`);
