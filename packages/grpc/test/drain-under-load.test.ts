import { describe, expect, it } from "@jest/globals";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect } from "../src/index.ts";
import { aliceToken } from "./echo.ts";
import { type Runtime, start } from "./peer.ts";

const accessToken = async () => aliceToken;

describe.each<Runtime>(["node", "deno"])("a server on %s that is told to stop under load", (runtime) => {
  it("answers every call that a handler has completed, and carries out none that failed", async () => {
    await using server = start(runtime, "peer-draining-server.ts");
    const address = await server.line();
    // Each a connection of its own: what differs between them is only when the GOAWAY meets their calls.
    const clients = Array.from({ length: 8 }, (_, at) =>
      connect(EchoService, { address, accessToken, retries: "none", keepaliveMs: 60_000 + at }),
    );
    let answered = 0;
    const failures: unknown[] = [];
    const callers = clients.flatMap((client) =>
      Array.from({ length: 16 }, async () => {
        for (;;) {
          try {
            await client.echo({ text: "hi" });
          } catch (error) {
            failures.push(error);
            return;
          }
          answered += 1;
          if (answered === 2_000) {
            server.terminate();
          }
        }
      }),
    );
    await Promise.all(callers);
    expect(answered).toBe(Number(await server.line()));
    expect(failures).toHaveLength(callers.length);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: "UNAVAILABLE" });
    }
    expect(await server.exit).toBe(0);
    for (const client of clients) {
      client[Symbol.dispose]();
    }
  });

  it("tells streams that do not end by themselves that they may be started again", async () => {
    await using server = start(runtime, "peer-draining-server.ts");
    using client = connect(EchoService, { address: await server.line(), accessToken });
    const numbers: number[] = [];
    const reading = (async () => {
      for await (const { number } of client.countDown({ from: 7 })) {
        numbers.push(number);
        server.terminate();
      }
    })();
    await expect(reading).rejects.toMatchObject({
      code: "UNAVAILABLE",
      details: { errorInfo: { reason: "SERVER_DRAINING" }, retryInfo: { retryDelay: { nanos: 100_000_000 } } },
    });
    expect(numbers).toEqual([7]);
    expect(await server.exit).toBe(0);
  });
});
