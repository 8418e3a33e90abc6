/** What a person can mend about what they sent; without a field when it is about all of it. */
export type Fault = { readonly field?: string; readonly message: string };

export type RefusalCode = "NOT_FOUND" | "FORBIDDEN" | "CHANGED" | "CONFLICT" | "INVALID";

/** A service understood, and said no. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly code: RefusalCode;
  readonly faults: readonly Fault[];

  constructor(code: RefusalCode, message: string, faults: readonly Fault[] = []) {
    super(message);
    this.code = code;
    this.faults = faults;
  }
}

/** Nobody is logged in, or not any more. */
export class LoginRequiredError extends Error {
  override readonly name = "LoginRequiredError";
}

export type LoginFailure = "UNKNOWN_ATTEMPT" | "REFUSED" | "INVALID_ANSWER";

/** The issuer's answer to a login is none that anybody may be logged in by. */
export class LoginFailedError extends Error {
  override readonly name = "LoginFailedError";
  readonly code: LoginFailure;

  constructor(code: LoginFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The issuer gives no more tokens for a login: it is over. */
export class GrantOverError extends Error {
  override readonly name = "GrantOverError";
}

/** A service does not take an access token that should be good. */
export class TokenRefusedError extends Error {
  override readonly name = "TokenRefusedError";
}

/** A notice of logout that cannot be believed. */
export class LogoutTokenError extends Error {
  override readonly name = "LogoutTokenError";
}

/** Something that is needed is not to be reached now; to try again later may help. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}
