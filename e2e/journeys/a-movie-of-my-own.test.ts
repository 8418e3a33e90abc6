import { inChromium } from "@hexmart/testing/chromium";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Tab } from "../browser.ts";
import { giveName, logIn, openSite, people, type Site, siteName } from "../site.ts";

const godfather = "/movies/01900000-0000-7000-8000-000000000002";
const fightClub = "/movies/01900000-0000-7000-8000-000000000007";

inChromium("movies", () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite();
  }, 240_000);
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
  });
  afterEach(() => {
    expect([...site.browser.faults]).toEqual([]);
  });

  /** As alice, I log in, and keep movies of my own; those of others I only see. */
  it("alice adds, changes and deletes a movie", () => keepMovie("Metropolis", { javaScriptEnabled: true }), 120_000);

  it(
    "alice does the same in a browser without JavaScript",
    () => keepMovie("Nosferatu", { javaScriptEnabled: false }),
    120_000,
  );

  it("alice is refused a movie of bob, and the page for administrators", async () => {
    await using alice = await site.browser.somebody();
    await logIn(alice, "alice", fightClub);

    await alice.sees("Fight Club");
    expect(await alice.isOffered("Change")).toBe(false);
    expect(await alice.isOffered("Delete")).toBe(false);
    expect(await alice.isOffered("Admin")).toBe(false);

    for (const path of [`${fightClub}/edit`, `${fightClub}/delete`, "/admin"]) {
      await alice.opens(path);
      await alice.sees("You may not do this");
    }
    await forge(alice, { from: `${godfather}/edit`, to: fightClub, button: "Save" });
    await alice.sees("You may not do this");
    await forge(alice, { from: `${godfather}/delete`, to: `${fightClub}/delete`, button: "Delete" });
    await alice.sees("You may not do this");

    await alice.opens(fightClub);
    await alice.sees("Fight Club");
    expect(alice.refusals).toEqual([
      `403 ${fightClub}/edit`,
      `403 ${fightClub}/delete`,
      "403 /admin",
      `403 ${fightClub}`,
      `403 ${fightClub}/delete`,
    ]);
  }, 60_000);

  /** As bob, an administrator, I see what the issuer says about me, and may change any movie. */
  it("bob sees his claims, and changes a movie of alice", async () => {
    await using bob = await site.browser.somebody();
    await logIn(bob, "bob", "/movies");

    await bob.sees("Movies");
    await bob.follows("Admin");
    await bob.sees("Admin");
    await bob.reads("preferred_username");
    await bob.reads("bob@hexmart.example");
    await bob.reads(/user, admin|admin, user/);

    await bob.opens(godfather);
    await bob.sees("The Godfather");
    await bob.reads("alice");
    await bob.follows("Change");
    await bob.fills({ Rating: "9.3" });
    await bob.presses("Save");
    await bob.sees("The Godfather");
    await bob.reads("The movie was saved.");
    await bob.reads("★ 9.3 of 10");
    await bob.opens("/nowhere");
    await bob.sees("There is nothing here");
    expect(bob.refusals).toEqual(["404 /nowhere"]);
  }, 60_000);

  async function keepMovie(title: string, { javaScriptEnabled }: { readonly javaScriptEnabled: boolean }) {
    await using alice = await site.browser.somebody({ javaScriptEnabled });

    await alice.opens("/");
    await alice.sees("Movies worth talking about, and a cart that fills itself");
    await alice.opens("/movies");
    await giveName(alice, "alice", "not her password");
    await alice.sees("Log in");
    await alice.reads("There is no such user with this password.");
    await giveName(alice, "alice", people.alice);
    await alice.sees(`Allow ${siteName}?`);
    await alice.presses("Allow");
    await alice.sees("Movies");
    await alice.reads("The Godfather");

    await alice.follows("Add a movie");
    await alice.sees("Add a movie");
    await alice.fills({ Title: title, Genre: "Drama", Rating: "11", "Release date": "1927-01-10" });
    await alice.presses("Save");
    await alice.reads("Enter a rating from 0 to 10, such as 8.5");
    await alice.sees("Add a movie");
    await alice.fills({ Rating: "8.3" });
    await alice.presses("Save");
    await alice.sees(title);
    await alice.reads("The movie was added.");

    await alice.follows("Change");
    await alice.sees(`Change ${title}`);
    await alice.fills({ Genre: "Science fiction" });
    await alice.presses("Save");
    await alice.sees(title);
    await alice.reads("The movie was saved.");
    await alice.reads("Science fiction");

    await alice.follows("Delete");
    await alice.sees(`Delete “${title}”?`);
    await alice.presses("Delete");
    await alice.sees("Movies");
    await alice.reads("The movie was deleted.");
    expect(await alice.isOffered(title)).toBe(false);
    expect(alice.refusals).toEqual([expect.stringMatching(/^422 .account.login/), "422 /movies"]);
  }
});

/** Sends a form of one's own to where no form of one's own leads. */
async function forge(person: Tab, { from, to, button }: { from: string; to: string; button: string }) {
  await person.opens(from);
  const form = person.page.locator("main form");
  await form.evaluate((element, action) => element.setAttribute("action", action), to);
  await person.presses(button);
}
