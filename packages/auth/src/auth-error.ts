/**
 * What went wrong, in the words of OAuth 2.0 (RFC 6749 § 5.2, RFC 6750 § 3.1, RFC 8707 § 2).
 *
 * - `invalid_token`: the access token is refused; another try with the same token is useless.
 * - `temporarily_unavailable`: the issuer cannot be asked now; try again later.
 * - the others: the issuer's answer to a token request; an operator has to change something.
 */
export type AuthErrorCode =
  | "invalid_token"
  | "temporarily_unavailable"
  | "invalid_request"
  | "invalid_client"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "invalid_scope"
  | "invalid_target"
  | "server_error";

/**
 * The only error that this package throws on purpose. Neither its message nor its cause ever holds a
 * token, a client assertion or a key, so it may be logged whole.
 *
 * @example
 * try {
 *   await verify(token);
 * } catch (error) {
 *   if (error instanceof AuthError && error.code === "invalid_token") return 401;
 *   throw error;
 * }
 */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
