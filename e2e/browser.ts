import { chromiumPath } from "@hexmart/testing/chromium";
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { faultsOfLooks } from "./looks.ts";
import { listen } from "./page-faults.ts";

/** Chromium, and whatever was wrong with a page that somebody has visited with it. */
export type Browser = AsyncDisposable & {
  /**
   * What nobody may see: errors in the console, such as those of a broken content security policy, requests that
   * fail, tokens in what the site sends, and looks that leave somebody out. Each once.
   */
  readonly faults: ReadonlySet<string>;
  /** Somebody with a browser of their own. */
  somebody(options?: BrowserContextOptions): Promise<Somebody>;
};

/** What a person does before a screen: they see headings, labels and buttons, and no markup. */
export type Tab = {
  readonly page: Page;
  /** Every answer so far that refuses something, such as `403 /admin`. */
  readonly refusals: readonly string[];
  /** Types the address of a page of the site, or of another one. */
  opens(url: string): Promise<void>;
  /** Waits for the page with this heading, and looks at it, if none like it has been seen before. */
  sees(heading: string): Promise<void>;
  /** Waits for a text on the page. */
  reads(text: string | RegExp): Promise<void>;
  fills(fields: Readonly<Record<string, string>>): Promise<void>;
  presses(button: string): Promise<void>;
  follows(link: string): Promise<void>;
  /** Whether the page offers a button or a link of this name. */
  isOffered(name: string): Promise<boolean>;
  /** Waits until all that came was searched for tokens. */
  settled(): Promise<void>;
};

/** A person with a browser of their own, which has one tab at first. */
export type Somebody = Tab & AsyncDisposable & { inAnotherTab(): Promise<Tab> };

/** How long somebody waits for what they expect. */
const patienceMs = 15_000;

/** Opens a browser for a site. */
export async function openBrowser(origin: string): Promise<Browser> {
  // Root has no sandbox; and a small machine has little shared memory.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  const browser = await chromium.launch({ executablePath: chromiumPath, args });
  const faults = new Set<string>();
  const seen = new Set<string>();

  async function openTab(context: BrowserContext, runsScripts: boolean): Promise<Tab> {
    const page = await context.newPage();
    const heard = listen(page, origin, faults);
    const offered = (name: string) =>
      page.getByRole("button", { name, exact: true }).or(page.getByRole("link", { name, exact: true }));
    return {
      page,
      refusals: heard.refusals,
      async opens(url) {
        await page.goto(new URL(url, origin).href);
      },
      async sees(heading) {
        const wanted = page.getByRole("heading", { level: 1, name: heading, exact: true });
        await wanted.waitFor().catch(async (cause: unknown) => {
          const shown = await page.locator("body").innerText();
          throw new Error(`Waited for the page "${heading}"; there is ${page.url()}: ${shown}`, { cause });
        });
        // axe is a script; what a page is made of is the same without.
        if (!runsScripts) return;
        for (const fault of await faultsOfLooks(page, seen)) faults.add(`${heading}: ${fault}`);
      },
      reads: (text) => page.getByText(text).filter({ visible: true }).first().waitFor(),
      async fills(fields) {
        for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
      },
      presses: (name) => page.getByRole("button", { name, exact: true }).click(),
      follows: (name) => page.getByRole("link", { name, exact: true }).click(),
      isOffered: async (name) => (await offered(name).count()) > 0,
      settled: heard.settled,
    };
  }

  async function somebody(options: BrowserContextOptions = {}): Promise<Somebody> {
    // Colours that are on their way to others have no contrast to speak of.
    const usual = { viewport: { width: 1_280, height: 800 }, reducedMotion: "reduce" } as const;
    const context = await browser.newContext({ ...usual, ...options });
    context.setDefaultTimeout(patienceMs);
    const runsScripts = options.javaScriptEnabled ?? true;
    const first = await openTab(context, runsScripts);
    const tabs = [first];
    return {
      ...first,
      async inAnotherTab() {
        const tab = await openTab(context, runsScripts);
        tabs.push(tab);
        return tab;
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(tabs.map((tab) => tab.settled()));
        await context.close();
      },
    };
  }

  return { faults, somebody, [Symbol.asyncDispose]: () => browser.close() };
}
