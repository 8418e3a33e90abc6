import type { Page, Response } from "playwright-core";

/** A JSON Web Token: a header and a payload, each a JSON object. */
const token = /eyJ[\w-]+\.eyJ/;

type Heard = {
  /** Every answer that refuses something, such as `403 /admin`. */
  readonly refusals: readonly string[];
  /** Waits until all that came was read. */
  settled(): Promise<void>;
};

/** Writes down what a page complains about, and what the site should not have sent it. */
export function listen(page: Page, origin: string, faults: Set<string>): Heard {
  const refusals: string[] = [];
  const readings: Promise<void>[] = [];

  page.on("console", (message) => {
    // An answer that refuses something is written down as such.
    if (message.type() !== "error" || /Failed to load resource: .* status of/.test(message.text())) return;
    faults.add(`the console says: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.add(`a script fails: ${error.message}`));
  page.on("requestfailed", (request) => {
    // Whoever leaves a page that changes as they look ends its stream, and a link followed in haste the page before.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    faults.add(`a request fails: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (response.status() >= 400) refusals.push(`${response.status()} ${pathname}`);
    if (response.url().startsWith(origin)) readings.push(read(response, pathname));
  });

  async function read(response: Response, pathname: string): Promise<void> {
    const isRedirect = response.status() >= 300 && response.status() < 400;
    if (isRedirect || response.headers()["content-type"]?.startsWith("text/event-stream")) return;
    // Nothing is left of what the browser has gone on from.
    const body = await response.text().catch(() => "");
    if (token.test(body)) faults.add(`a token is in ${pathname}`);
  }

  // What came as a stream, or by a script, is in the page.
  page.on("domcontentloaded", () => {
    readings.push(
      page.content().then(
        (html) => void (token.test(html) && faults.add(`a token is in ${page.url()}`)),
        () => {},
      ),
    );
  });

  return { refusals, settled: async () => void (await Promise.all(readings)) };
}
