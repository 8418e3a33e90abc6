import type { Resource } from "#domain/session.ts";

/** What the web client is to the issuer. */
export const CLIENT_ID = "movies-web";

/** The audiences of the access tokens; each token has one (RFC 8707). */
export const audiences: Readonly<Record<Resource, string>> = {
  movies: "urn:hexmart:movies-api",
  products: "urn:hexmart:product",
  cart: "urn:hexmart:shopping-cart",
};

/** Without offline_access: what the issuer gives ends with its own session, as people expect of a logout. */
export const scopes = [
  ...["openid", "profile", "email", "address", "roles"],
  ...["movies.read", "movies.write", "product.read", "cart.read", "cart.write"],
].join(" ");

export const redirectUri = (origin: string) => `${origin}/signin-oidc`;
export const postLogoutRedirectUri = (origin: string) => `${origin}/signout-callback-oidc`;
