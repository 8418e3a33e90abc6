/**
 * Access tokens from both sides: `createVerifier` for a server that is called with one, `createTokenSource` for a
 * client that needs one.
 *
 * @module
 */

export { AuthError, type AuthErrorCode } from "./auth-error.ts";
export type { Fetch } from "./bounded-fetch.ts";
export type { Clock } from "./clock.ts";
export type { Principal } from "./principal.ts";
export { createTokenSource, type TokenLogger, type TokenSource, type TokenSourceOptions } from "./token-source.ts";
export { createVerifier, type Verifier, type VerifierOptions } from "./verifier.ts";
