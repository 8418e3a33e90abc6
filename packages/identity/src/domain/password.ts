import { IdentityError } from "./errors.ts";

const SHORTEST = 8;
const LONGEST = 256;

/** Refuses a password that somebody sets who is not there yet to be asked for a better one (NIST SP 800-63B § 3.1.1). */
export function checkPassword(password: string): void {
  const length = [...password].length;
  if (length < SHORTEST || length > LONGEST) {
    throw new IdentityError(
      "invalid_password",
      `Cannot use this password: it has ${length} characters, and must have ${SHORTEST} to ${LONGEST}`,
    );
  }
}
