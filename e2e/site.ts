import { type Browser, openBrowser, type Tab } from "./browser.ts";
import { type System, startSystem } from "./system.ts";

/** The system with all that people meet in a browser, and a browser. */
export type Site = AsyncDisposable & { readonly system: System; readonly origin: string; readonly browser: Browser };

/** The people of the demo. */
export const people = { alice: "a1", bob: "b1" } as const;

/** What this site is called where people are asked to allow it something. */
export const siteName = "Movies";

/** Starts everything but the workers. An access token lives for `tokenSeconds`. */
export async function openSite({ tokenSeconds = 300 } = {}): Promise<Site> {
  const system = await startSystem({
    services: ["identity", "discount", "product", "shopping-cart", "movies-api", "api-gateway", "movies-web"],
    environment: { identity: { ACCESS_TOKEN_TTL_S: String(tokenSeconds) } },
  });
  const origin = system.origin("movies-web");
  const browser = await openBrowser(origin);
  return {
    system,
    origin,
    browser,
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await system[Symbol.asyncDispose]();
    },
  };
}

/** Fills in the form of the issuer that asks who somebody is. */
export async function giveName(person: Tab, username: string, password: string): Promise<void> {
  await person.sees("Log in");
  await person.fills({ Username: username, Password: password });
  await person.presses("Log in");
}

/** Opens a page of the site as somebody who has to log in first, and allows the site what it asks for the first time. */
export async function logIn(person: Tab, username: keyof typeof people, path = "/"): Promise<void> {
  await person.opens(`/login?return_to=${encodeURIComponent(path)}`);
  await giveName(person, username, people[username]);
  const allow = person.page.getByRole("button", { name: "Allow", exact: true });
  await allow.or(person.page.getByRole("button", { name: "Log out", exact: true })).waitFor();
  if (await allow.isVisible()) await allow.click();
  await person.page.waitForURL((url) => url.pathname === new URL(path, url).pathname);
}
