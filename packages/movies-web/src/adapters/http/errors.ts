import { defineProblems, type ProblemError, unavailable } from "@hexmart/http";
import {
  LoginFailedError,
  LoginRequiredError,
  LogoutTokenError,
  type RefusalCode,
  RefusedError,
  UnavailableError,
} from "#domain/errors.ts";

export const problem = defineProblems({
  "login-failed": [400, "The login failed"],
  "logout-token-invalid": [400, "The logout token is not valid"],
  "login-required": [401, "Please log in"],
  "form-forged": [403, "This form is not from here"],
  forbidden: [403, "You may not do this"],
  conflict: [409, "This is there already"],
  changed: [412, "Somebody else has changed this"],
  "too-many-streams": [429, "Too many pages are open"],
});

type Name = Parameters<typeof problem>[0];

const ofRefusal: Readonly<Record<RefusalCode, Name>> = {
  NOT_FOUND: "not-found",
  FORBIDDEN: "forbidden",
  CHANGED: "changed",
  CONFLICT: "conflict",
  INVALID: "invalid-request",
};

/** What an error is to the person before the browser; undefined for what nobody foresaw. */
export function toProblem(error: unknown): ProblemError | undefined {
  if (error instanceof RefusedError) return problem(ofRefusal[error.code], error.message, { cause: error });
  if (error instanceof LoginRequiredError) return problem("login-required", "Log in to go on", { cause: error });
  if (error instanceof LoginFailedError) return problem("login-failed", error.message, { cause: error });
  if (error instanceof LogoutTokenError) return problem("logout-token-invalid", error.message, { cause: error });
  if (error instanceof UnavailableError) return unavailable(error.message, error);
  return undefined;
}
