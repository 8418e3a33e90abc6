/**
 * Dials a server again and again, one call a connection, and prints how many it has dialled: one half of
 * test/goaway-stress.test.ts.
 */
import process from "node:process";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect } from "../src/index.ts";

const [address = "", rounds = "0"] = process.argv.slice(2);
let dialled = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      // With an option of its own grpc-js gives each client a connection of its own.
      const client = connect(EchoService, { address, retries: "none", timeoutMs: 200, keepaliveMs: 60_000 + index });
      dialled += 1;
      // A server that leaves may fail the call; the process must outlive that.
      await client.echo({ text: "hi" }).catch(() => {});
      client[Symbol.dispose]();
    }),
  );
}
process.stdout.write(`dialled ${dialled}\n`);
process.exit(0);
