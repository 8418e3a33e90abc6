/**
 * Serves EchoService until SIGTERM, then drains and prints how many calls of Echo it has completed: one half of
 * test/drain-under-load.test.ts. Its streams never end by themselves.
 */
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { serveEcho } from "./echo.ts";

let completed = 0;
const { server } = await serveEcho(
  {
    async echo({ text }) {
      await pause(5);
      completed += 1;
      return { text };
    },
    async *countDown({ from }) {
      yield { number: from };
      await new Promise(() => {});
    },
  },
  { limits: { inFlight: Number.POSITIVE_INFINITY } },
);
process.once("SIGTERM", async () => {
  await server.drain({ timeoutMs: 500 });
  process.stdout.write(`${completed}\n`);
  process.exit(0);
});
process.stdout.write(`${server.address}\n`);
