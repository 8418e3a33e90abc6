import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inChromium } from "@hexmart/testing/chromium";
import { expect, it } from "@jest/globals";
import { openBrowser } from "./browser.ts";

/** A site of one page, with everything wrong that somebody could be shown. */
async function openBadSite(body: string) {
  const server = createServer((request, response) => {
    if (request.url === "/cut") return request.socket.destroy();
    response.setHeader("content-security-policy", "default-src 'self'; style-src 'unsafe-inline'");
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><html lang="en"><title>Bad</title><h1>Bad</h1>${body}</html>`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Made up, and yet of the shape of one. */
const token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

inChromium("the browser of the journeys", () => {
  it.each([
    ["a script that the policy forbids", "<script>document.title = 'mine'</script>", /the console says: .*script/],
    ["a request that fails", '<img src="/cut" alt="cut">', /a request fails: .*\/cut/],
    ["a token in a page", `<p>${token}</p>`, /a token is in \//],
    ["a text that is hard to read", '<p style="color: #ccc; background: #fff">faint</p>', /color-contrast/],
    ["a picture that says nothing to the blind", '<img src="/">', /image-alt/],
    ["a page wider than a phone", '<hr width="900">', /scrolls sideways \(phone-dark\)/],
  ])(
    "tells of %s",
    async (_what, body, fault) => {
      using site = await openBadSite(body);
      await using browser = await openBrowser(site.origin);
      await using person = await browser.somebody();
      await person.opens("/");
      await person.sees("Bad");
      await person.settled();

      expect([...browser.faults].join("\n")).toMatch(fault);
    },
    60_000,
  );

  it("tells of nothing where nothing is wrong", async () => {
    using site = await openBadSite('<main><a href="/">Good</a></main>');
    await using browser = await openBrowser(site.origin);
    await using person = await browser.somebody();
    await person.opens("/");
    await person.sees("Bad");
    await person.settled();

    expect([...browser.faults]).toEqual([]);
  }, 60_000);
});
