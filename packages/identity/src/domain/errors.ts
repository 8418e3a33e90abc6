/**
 * Why a client is not registered, or not given the token it asks for, in the words of RFC 7591 § 3.2.2, RFC 8707 § 2
 * and RFC 6749 § 5.2; and why a password is not set.
 */
export type IdentityErrorCode = "invalid_client_metadata" | "invalid_target" | "invalid_scope" | "invalid_password";

/** The error that the domain throws; `code` is closed, so that an adapter can translate every one. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
  readonly code: IdentityErrorCode;

  constructor(code: IdentityErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
