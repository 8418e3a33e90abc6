import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { audiences } from "@hexmart/stack";
import { inChromium } from "@hexmart/testing/chromium";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import type { Tab } from "../browser.ts";
import { giveName, logIn, openSite, people, type Site } from "../site.ts";
import { until } from "../system.ts";

const deviceCode = "urn:ietf:params:oauth:grant-type:device_code";
const commandLine = fileURLToPath(new URL("../../packages/identity/src/cli/main.ts", import.meta.url));

inChromium("what I allowed", () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite();
    await administer(
      ...["clients", "add", "television", "--name", "Television", "--auth", "none", "--grant", deviceCode],
      ...["--scope", "openid", "--resource", `${audiences["movies-api"]}=movies.read`],
    );
  }, 240_000);
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
  });
  afterEach(() => {
    expect([...site.browser.faults]).toEqual([]);
  });

  /** As alice, I see whom I have allowed what, and take it back. */
  it("is asked once, and again after alice has taken it back", async () => {
    await using alice = await site.browser.somebody();
    await logIn(alice, "alice", "/movies");
    await forgetSite(alice);
    await alice.opens("/movies");
    await alice.sees("Movies");

    await alice.opens(`${site.system.issuer}/grants`);
    await alice.sees("What you have allowed");
    await alice.reads("add movies, and change and delete yours");
    await alice.presses("Take back what Movies may do");
    await alice.reads("You have not allowed any application anything.");
    await alice.sees("What you have allowed");

    await forgetSite(alice);
    await alice.opens("/movies");
    await alice.sees("Allow Movies?");
    expect(alice.refusals).toEqual([]);
  }, 60_000);

  it("is nothing, when alice does not allow it, and the site says so", async () => {
    await using alice = await site.browser.somebody();
    await alice.opens("/movies");
    await giveName(alice, "alice", people.alice);
    await alice.sees("Allow Movies?");
    await alice.presses("Do not allow");

    await alice.sees("The login failed");
    await alice.reads("You did not allow this site to log you in.");
    await alice.opens("/cart");
    await alice.sees("Allow Movies?");
    expect(alice.refusals).toEqual(["400 /signin-oidc"]);
  }, 60_000);

  /** As bob, I let a television, which has no keyboard, show the movies. */
  it("lets a device in whose code bob enters", async () => {
    const [client_id, resource] = ["television", audiences["movies-api"]];
    const asked = await ask("/connect/deviceauthorization", { client_id, resource, scope: "openid movies.read" });
    const device_code = String(asked.device_code);
    const poll = () => ask("/connect/token", { client_id, resource, grant_type: deviceCode, device_code });
    expect(await poll()).toMatchObject({ error: "authorization_pending" });

    await using bob = await site.browser.somebody();
    await bob.opens(String(asked.verification_uri));
    await bob.sees("Connect a device");
    await bob.fills({ Code: "BCDF-GHJK" });
    await bob.presses("Continue");
    await bob.reads("There is no such code. Compare it with the one that your device shows.");
    await bob.sees("Connect a device");
    await bob.fills({ Code: String(asked.user_code) });
    await bob.presses("Continue");
    await bob.sees("Connect this device?");
    await bob.presses("Connect");
    await giveName(bob, "bob", people.bob);
    await bob.sees("Allow Television?");
    await bob.presses("Allow");
    await bob.sees("Device connected");

    const tokens = await until(async () => {
      const answer = await poll();
      return answer.error === undefined && answer;
    });
    expect(tokens).toMatchObject({ token_type: "Bearer", scope: "movies.read" });
    const address = site.system.services.get("api-gateway")?.address;
    const movies = await fetch(`http://${address}/movies`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(movies.status).toBe(200);

    await bob.opens(`${site.system.issuer}/grants`);
    await bob.presses("Take back what Television may do");
    await bob.reads("You have not allowed any application anything.");
  }, 60_000);

  it("is remembered in the browser for as long as alice wants", async () => {
    await using alice = await site.browser.somebody();
    const session = async () =>
      (await alice.page.context().cookies(site.system.issuer)).find(({ name }) => name.endsWith("identity_session"));
    await logIn(alice, "alice");
    // Until the browser is closed.
    expect(await session()).toMatchObject({ expires: -1, httpOnly: true, sameSite: "Lax" });

    await alice.page.context().clearCookies();
    await alice.opens("/login");
    await alice.page.getByLabel("Remember me on this device").check();
    await giveName(alice, "alice", people.alice);
    await alice.sees("Allow Movies?");
    expect((await session())?.expires).toBeGreaterThan(Date.now() / 1_000);
  }, 60_000);

  it("is never sent to an address that is not the site's", async () => {
    await using alice = await site.browser.somebody();
    const wrong = new URLSearchParams({
      client_id: "movies-web",
      response_type: "code",
      redirect_uri: "http://thief.example/signin-oidc",
      scope: "openid",
    });
    await alice.opens(`${site.system.issuer}/connect/authorize?${wrong}`);
    await alice.sees("This did not work");
    await alice.reads("redirect_uri did not match");

    await alice.opens(`${site.system.issuer}/account/access-denied`);
    await alice.sees("Access denied");
    expect(alice.refusals).toEqual(["400 /connect/authorize", "403 /account/access-denied"]);
  }, 60_000);

  /** As whoever runs the system, by the command line. */
  const administer = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", commandLine, ...args], {
      env: { ...process.env, DATABASE_URL: site.system.databaseUrl("identity") },
    });

  /** As a device. */
  async function ask(path: string, form: Record<string, string>): Promise<Record<string, unknown>> {
    const response = await site.system.fetch(`${site.system.issuer}${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    return (await response.json()) as Record<string, unknown>;
  }
});

/** As when the session at the site is over, and the one at the issuer is not. */
async function forgetSite(person: Tab): Promise<void> {
  await person.page.context().clearCookies({ name: /movies_web/ });
}
