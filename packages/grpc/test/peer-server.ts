/** Serves EchoService until its standard input ends: one half of test/runtimes.test.ts. */
import process from "node:process";
import { serveEcho } from "./echo.ts";

const echo = await serveEcho({
  async *chat(requests) {
    for await (const { text } of requests) {
      yield { text: text.toUpperCase() };
      if (text === "enough") {
        return;
      }
    }
  },
});
process.stdout.write(`${echo.server.address}\n`);
process.stdin.resume();
process.stdin.once("end", async () => {
  await echo[Symbol.asyncDispose]();
  const codes = new Set(echo.lines.map((line) => line.code));
  process.stdout.write(`${[...codes].sort().join(" ")}\n`);
  process.exit(0);
});
