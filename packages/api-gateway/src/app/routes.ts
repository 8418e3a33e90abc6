import type { RouteFile } from "#domain/route.ts";

const movies = "urn:hexmart:movies-api";

/** Enough for a person with several windows; a program that wants more is told when to come back. */
const fair = { max: 600, perMs: 60_000, atOnce: 50, by: "subject" } as const;

/**
 * Everything that is behind the gateway. It is checked when the gateway starts: what is misspelt stops it, by name.
 *
 * REST routes say their paths and scopes here. Those of gRPC services are in the contracts, beside each method
 * (google.api.http and hexmart.auth.v1.policy), and are never written twice.
 */
export const routes = {
  upstreams: {
    "movies-api": {
      tries: 3,
      ejectForMs: 5_000,
      bulkhead: { inFlight: 64, queue: 64 },
      breaker: { failures: 10, openForMs: 5_000 },
    },
  },
  routes: {
    "read-movies": {
      methods: ["GET"],
      path: "/movies/**",
      to: "/v1/movies/**",
      upstream: "movies-api",
      access: { audience: movies, allOf: ["movies.read"] },
      timeoutMs: 5_000,
      rateLimit: fair,
    },
    // #region write-movies
    "write-movies": {
      methods: ["POST", "PUT", "PATCH", "DELETE"],
      path: "/movies/**",
      to: "/v1/movies/**",
      upstream: "movies-api",
      access: { audience: movies, allOf: ["movies.write"] },
      timeoutMs: 10_000,
      rateLimit: { max: 120, perMs: 60_000, atOnce: 20, by: "subject" },
    },
    // #endregion write-movies
    me: {
      methods: ["GET"],
      path: "/me",
      to: "/v1/me",
      upstream: "movies-api",
      access: { audience: movies },
      timeoutMs: 5_000,
      rateLimit: fair,
    },
  },
  services: {
    "hexmart.product.v1.ProductService": { audience: "urn:hexmart:product", timeoutMs: 10_000, rateLimit: fair },
    "hexmart.shopping_cart.v1.ShoppingCartService": {
      audience: "urn:hexmart:shopping-cart",
      timeoutMs: 10_000,
      // Whoever watches a cart holds a place for as long.
      bulkhead: { inFlight: 1_000, queue: 100 },
      rateLimit: fair,
    },
    "hexmart.discount.v1.DiscountService": { audience: "urn:hexmart:discount", timeoutMs: 5_000, rateLimit: fair },
  },
} as const satisfies RouteFile;
