import { createUserAgent, type UserAgent } from "../user-agent.ts";
import type { Shop } from "./shop.ts";

// No page of this walk asks the gateway for anything.
export const services = ["identity", "movies-web"] as const;

export async function lesson(shop: Shop): Promise<void> {
  const origin = shop.origin("movies-web");
  const browser = createUserAgent({ fetch: watched(shop, origin) });

  console.log("Bob asks for a page, and is sent to log in.");
  const form = await browser.open(`${origin}/admin`);
  console.log("He types a wrong password, and the right one.");
  const again = await browser.submit(form, { username: "bob", password: "b2" });
  const consent = await browser.submit(again, { username: "bob", password: "b1" });
  console.log("He allows what is asked for, and is where he wanted to be.");
  const admin = await browser.submit(consent);
  console.log(`  the page: ${admin.html.querySelector("h1")?.text}`);
  await showCookies(browser, origin);

  console.log("Another site has him log out.");
  await browser.open(`${origin}/logout`, { method: "POST", body: new URLSearchParams({ csrf: "guessed" }) });

  console.log("He logs out at the issuer: the site is told behind his back, and his next page is a login.");
  const asked = await browser.open(`${shop.issuer}/account/logout`);
  await browser.submit(asked, { logout: "yes" });
  await browser.open(`${origin}/admin`);
}

/** Shows every request of the browser, by the names of its parameters: their values are secrets, most of them. */
function watched(shop: Shop, origin: string): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    const answer = await shop.fetch(input, init);
    const place = url.origin === origin ? "movies-web" : "identity  ";
    const path = url.pathname.replace(/[\w-]{20,}/g, "…");
    const names = [...new Set(url.searchParams.keys())].join(" ");
    console.log(`  ${answer.status} ${place} ${init?.method ?? "GET"} ${path} ${names}`.trimEnd());
    return answer;
  };
}

async function showCookies(browser: UserAgent, origin: string): Promise<void> {
  for (const { key, value, httpOnly, sameSite } of await browser.cookies.getCookies(origin)) {
    // Identity is on the same host, and cookies know nothing of ports.
    if (!key.startsWith("movies_web")) continue;
    console.log(`  the browser has: ${key}, ${value.length} characters, httpOnly=${httpOnly}, ${sameSite}`);
  }
}
