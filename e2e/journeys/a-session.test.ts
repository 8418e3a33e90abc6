import { inChromium } from "@hexmart/testing/chromium";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Somebody } from "../browser.ts";
import { query } from "../database.ts";
import { giveName, logIn, openSite, people, type Site } from "../site.ts";
import { until } from "../system.ts";

/** Not much longer than the site keeps a token before it asks for the next one, so that one can be seen to end. */
const tokenSeconds = 40;

inChromium("a session", () => {
  let site: Site;
  /** Logged in before everybody else, and not back yet. */
  let bob: Somebody;

  beforeAll(async () => {
    site = await openSite({ tokenSeconds });
    bob = await site.browser.somebody();
    await logIn(bob, "bob", "/movies");
  }, 240_000);
  afterAll(async () => {
    await bob?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });
  afterEach(() => {
    expect([...site.browser.faults]).toEqual([]);
  });

  /** As alice, I log out at the site, and whoever has the browser next has to know my password. */
  it("ends at the site and at the issuer, when alice logs out at the site", async () => {
    await using alice = await site.browser.somebody();
    await logIn(alice, "alice", "/movies");
    await alice.sees("Movies");
    const copied = await alice.page.context().storageState();

    await alice.presses("Log out");
    await alice.sees("Log out?");
    await alice.presses("Log out");
    await alice.sees("You are logged out");

    await alice.opens("/movies");
    await alice.sees("Log in");
    await using thief = await site.browser.somebody({ storageState: copied });
    await thief.opens("/movies");
    await thief.sees("Log in");
    await thief.opens(`${site.system.issuer}/grants`);
    await thief.sees("Log in");
  }, 60_000);

  it("ends at the site, too, when alice logs out at the issuer", async () => {
    await using alice = await site.browser.somebody();
    await logIn(alice, "alice", "/movies");
    const elsewhere = await alice.inAnotherTab();
    await elsewhere.opens(`${site.system.issuer}/account/logout`);
    await elsewhere.sees("Log out?");
    await elsewhere.presses("Log out");
    await elsewhere.sees("You are logged out");

    await alice.sees("Movies");
    await alice.follows("Products");
    await giveName(alice, "alice", people.alice);
    await alice.sees("Allow Movies?");
  }, 60_000);

  it("ends in one browser, and goes on in another", async () => {
    await using atHome = await site.browser.somebody();
    await using atWork = await site.browser.somebody();
    await logIn(atHome, "alice", "/movies");
    await logIn(atWork, "alice", "/movies");

    await atWork.presses("Log out");
    await atWork.sees("Log out?");
    await atWork.presses("Log out");
    await atWork.sees("You are logged out");

    await atHome.follows("Products");
    await atHome.sees("Products");
  }, 60_000);

  /** As bob, I come back to a tab that I left open, and nothing asks me to log in again. */
  it("outlives its access tokens, which are replaced once however many pages ask", async () => {
    const isOver = async () => {
      const [row] = await query<{ left: number }>(
        site.system,
        "movies-web",
        `select count(*)::int as left from sessions
         where person->>'username' = 'bob' and (tokens->'movies'->>'expiresAt')::timestamptz > now()`,
      );
      return row?.left === 0;
    };
    await until(isOver, { what: "the token of bob has ended" });
    const before = replaced().length;
    const tabs = [bob, ...(await Promise.all([1, 2, 3, 4].map(() => bob.inAnotherTab())))];

    await Promise.all(tabs.map((tab) => tab.opens("/movies")));

    for (const tab of tabs) await tab.sees("Movies");
    await until(() => replaced().length > before);
    expect(replaced()).toHaveLength(before + 1);
    expect(bob.refusals).toEqual([]);
  }, 90_000);

  const replaced = () =>
    site.system.events.filter(({ event, clientId }) => event === "token.issued" && clientId === "movies-web");
});
