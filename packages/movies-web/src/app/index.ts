import { RefusedError } from "#domain/errors.ts";
import type { MovieContent } from "#domain/movie.ts";
import type { Lifetimes, Session } from "#domain/session.ts";
import { type Cart, emptyCart, type ItemKey, type NewItem } from "#domain/shop.ts";
import type { Issuer } from "#ports/issuer.ts";
import type { LoginAttempts } from "#ports/login-attempts.ts";
import type { MovieQuery, Movies } from "#ports/movies.ts";
import type { Secrets } from "#ports/secrets.ts";
import type { Sessions } from "#ports/sessions.ts";
import type { Carts, Products } from "#ports/shop.ts";
import type { UsedTokens } from "#ports/used-tokens.ts";
import { createAccess } from "./access-token.ts";
import { addToCart } from "./add-to-cart.ts";
import { beginLogin } from "./begin-login.ts";
import { findSession, isLoggedIn } from "./find-session.ts";
import { finishLogin, type LoginAnswer } from "./finish-login.ts";
import { heedLogout } from "./heed-logout.ts";
import { logOut } from "./log-out.ts";
import { purge } from "./purge.ts";

/** What the application needs from outside. */
type Ports = {
  readonly sessions: Sessions;
  readonly attempts: LoginAttempts;
  readonly usedTokens: UsedTokens;
  readonly issuer: Issuer;
  readonly movies: Movies;
  readonly products: Products;
  readonly carts: Carts;
  readonly secrets: Secrets;
  readonly lifetimes: Lifetimes;
  readonly now: () => Date;
};

/** One version of one movie. */
type Version = { readonly id: string; readonly etag: string };

/** The menu: everything the web client can do. What takes a session calls with its token. */
export function createUseCases(ports: Ports) {
  const { movies, products, carts } = ports;
  const access = createAccess(ports);
  return {
    beginLogin: (begin: { readonly returnTo: unknown; readonly browser: string }) => beginLogin(ports, begin),
    finishLogin: (answer: LoginAnswer) => finishLogin(ports, answer),
    findSession: (secret: string) => findSession(ports, secret),
    isLoggedIn: (session: Session) => isLoggedIn(ports, session),
    logOut: (session: Session) => logOut(ports, session),
    heedLogout: (token: string) => heedLogout(ports, token),
    purge: () => purge(ports),

    listMovies: (who: Session, query: MovieQuery) => access(who, "movies", (token) => movies.list(token, query)),
    getMovie: (who: Session, id: string) => access(who, "movies", (token) => movies.get(token, id)),
    createMovie: (who: Session, id: string, content: MovieContent) =>
      access(who, "movies", (token) => movies.create(token, id, content)),
    replaceMovie: (who: Session, version: Version, content: MovieContent) =>
      access(who, "movies", (token) => movies.replace(token, version, content)),
    deleteMovie: (who: Session, version: Version) => access(who, "movies", (token) => movies.delete(token, version)),

    listProducts: (who: Session, pageToken: string | undefined) =>
      access(who, "products", (token) => products.list(token, pageToken)),
    getProduct: (who: Session, id: string) => access(who, "products", (token) => products.get(token, id)),

    /** A person without a cart has an empty one. */
    getCart: (who: Session): Promise<Cart> =>
      access(who, "cart", (token) =>
        carts.get(token, who.person.username).catch((error: unknown) => {
          if (error instanceof RefusedError && error.code === "NOT_FOUND") return emptyCart;
          throw error;
        }),
      ),
    addToCart: (who: Session, item: NewItem) =>
      access(who, "cart", (token) => addToCart(carts, token, who.person.username, item)),
    setQuantity: (who: Session, key: ItemKey, quantity: number) =>
      access(who, "cart", (token) => carts.setQuantity(token, who.person.username, key, quantity)),
    removeFromCart: (who: Session, key: ItemKey) =>
      access(who, "cart", (token) => carts.removeItem(token, who.person.username, key)),
    watchCart: (who: Session, signal: AbortSignal) =>
      access(who, "cart", async (token) => carts.watch(token, who.person.username, signal)),
  };
}

export type UseCases = ReturnType<typeof createUseCases>;
