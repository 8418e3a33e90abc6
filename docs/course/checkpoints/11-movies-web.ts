/** Identity and the web client with nothing but memory behind them: bob logs in, and out, while we watch his browser. */
import { createClientKey, silentLogger } from "@hexmart/testing";
import { createUserAgent } from "../../../e2e/user-agent.ts";
import { freePort } from "../../../packages/identity/test/composed-identity.ts";
import { startInMemoryIdentity } from "../../../packages/identity/test/in-memory-identity.ts";
import { secrets } from "../../../packages/movies-web/src/adapters/crypto/secrets.ts";
import { createAsk } from "../../../packages/movies-web/src/adapters/gateway/ask.ts";
import { createCarts } from "../../../packages/movies-web/src/adapters/gateway/carts.ts";
import { createMovies } from "../../../packages/movies-web/src/adapters/gateway/movies.ts";
import { createProducts } from "../../../packages/movies-web/src/adapters/gateway/products.ts";
import { startServer } from "../../../packages/movies-web/src/adapters/http/server.ts";
import { createMemoryLoginAttempts } from "../../../packages/movies-web/src/adapters/memory/login-attempts.ts";
import { createMemorySessions } from "../../../packages/movies-web/src/adapters/memory/sessions.ts";
import { createMemoryUsedTokens } from "../../../packages/movies-web/src/adapters/memory/used-tokens.ts";
import { importClientKey } from "../../../packages/movies-web/src/adapters/oidc/client-key.ts";
import { createIssuer } from "../../../packages/movies-web/src/adapters/oidc/issuer.ts";
import { createUseCases } from "../../../packages/movies-web/src/app/index.ts";

const [ours, theirs] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
const [origin, issuer] = [`http://${ours}`, `http://${theirs}`];
const clientKey = createClientKey();
const { d: _, ...publicKey } = clientKey;
const identity = await startInMemoryIdentity({
  issuer,
  address: theirs,
  users: [{ username: "bob", password: "b1", roles: ["admin"], claims: { name: "Bob Jones" } }],
  clients: [
    {
      clientId: "movies-web",
      clientName: "Movies",
      jwks: { keys: [publicKey] },
      grantTypes: ["authorization_code", "refresh_token"],
      redirectUris: [`${origin}/signin-oidc`],
      postLogoutRedirectUris: [`${origin}/signout-callback-oidc`],
      backchannelLogoutUri: `${origin}/backchannel-logout`,
      resources: {
        "urn:hexmart:movies-api": ["movies.read", "movies.write"],
        "urn:hexmart:product": ["product.read"],
        "urn:hexmart:shopping-cart": ["cart.read", "cart.write"],
      },
    },
  ],
});

const now = () => new Date();
const sessions = createMemorySessions();
// No page of this walk asks the gateway for anything.
const ask = createAsk("http://127.0.0.1:1");
const useCases = createUseCases({
  sessions,
  attempts: createMemoryLoginAttempts(),
  usedTokens: createMemoryUsedTokens(),
  issuer: createIssuer({ issuer, origin, clientKey: await importClientKey(clientKey), now }),
  movies: createMovies(ask),
  products: createProducts(ask),
  carts: createCarts(ask),
  secrets,
  lifetimes: { idleMs: 3_600_000, absoluteMs: 36_000_000 },
  now,
});
const site = await startServer({
  address: ours,
  useCases,
  secrets,
  origin,
  issuer,
  health: async () => undefined,
  logger: silentLogger,
});

/** Every request of the browser, by the names of its parameters: their values are secrets, most of them. */
const watched: typeof fetch = async (input, init) => {
  const url = new URL(String(input));
  const answer = await fetch(input, init);
  const place = url.origin === origin ? "movies-web" : "identity  ";
  const path = url.pathname.replace(/[\w-]{20,}/g, "…");
  const names = [...new Set(url.searchParams.keys())].join(" ");
  console.log(`  ${answer.status} ${place} ${init?.method ?? "GET"} ${path} ${names}`.trimEnd());
  return answer;
};
const browser = createUserAgent({ fetch: watched });
const cookiesOf = async () =>
  (await browser.cookies.getCookies(origin))
    .filter(({ key }) => key.startsWith("movies_web"))
    .map(
      ({ key, value, httpOnly, sameSite }) => `${key}, ${value.length} characters, httpOnly=${httpOnly}, ${sameSite}`,
    );

console.log("Bob asks for a page, and is sent to log in.");
const form = await browser.open(`${origin}/admin`);
console.log("He types a wrong password, and the right one.");
const again = await browser.submit(form, { username: "bob", password: "b2" });
const consent = await browser.submit(again, { username: "bob", password: "b1" });
console.log("He allows what is asked for, and is where he wanted to be.");
const admin = await browser.submit(consent);
console.log(`  the page: ${admin.html.querySelector("h1")?.text}`);
for (const cookie of await cookiesOf()) console.log(`  the browser has: ${cookie}`);

console.log("Another site has him log out.");
await browser.open(`${origin}/logout`, { method: "POST", body: new URLSearchParams({ csrf: "guessed" }) });

console.log("He logs out at the issuer: the site is told behind his back, and his next page is a login.");
const asked = await browser.open(`${issuer}/account/logout`);
await browser.submit(asked, { logout: "yes" });
await browser.open(`${origin}/admin`);

await site.drain();
await identity.drain();
