import { expect, it } from "@jest/globals";
import { aborted, serveEcho } from "./echo.ts";

it("leaves no call open on the server that is cancelled in the moment it begins", async () => {
  await using echo = await serveEcho({
    async echo({ text }, { signal }) {
      if (text === "wait") await aborted(signal);
      return { text };
    },
  });
  using client = echo.connect();
  await client.echo({ text: "connects" });
  const cancel = new AbortController();
  const call = client.echo({ text: "wait" }, { signal: cancel.signal });
  cancel.abort();
  await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
  await client.echo({ text: "comes after it on the same connection" });
  // A call that is still open would be forced to end, with UNAVAILABLE.
  await echo.server.drain({ timeoutMs: 1_000 });
  expect(echo.lines.map(({ code }) => code)).not.toContain("UNAVAILABLE");
});
