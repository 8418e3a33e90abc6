/** A postal address, as OpenID Connect Core § 5.1.1 has it. */
export type Address = {
  readonly formatted?: string | undefined;
  readonly street_address?: string | undefined;
  readonly locality?: string | undefined;
  readonly region?: string | undefined;
  readonly postal_code?: string | undefined;
  readonly country?: string | undefined;
};

/** What OpenID Connect Core § 5.1 lets be said of a person, in its own words. */
export type StandardClaims = {
  readonly name?: string | undefined;
  readonly given_name?: string | undefined;
  readonly family_name?: string | undefined;
  readonly middle_name?: string | undefined;
  readonly nickname?: string | undefined;
  readonly profile?: string | undefined;
  readonly picture?: string | undefined;
  readonly website?: string | undefined;
  readonly email?: string | undefined;
  readonly email_verified?: boolean | undefined;
  readonly gender?: string | undefined;
  readonly birthdate?: string | undefined;
  readonly zoneinfo?: string | undefined;
  readonly locale?: string | undefined;
  readonly phone_number?: string | undefined;
  readonly phone_number_verified?: boolean | undefined;
  readonly address?: Address | undefined;
  /** Seconds since 1970. */
  readonly updated_at?: number | undefined;
};

/** Somebody who can log in. */
export type Account = {
  /** Opaque and never reused: the `sub` of every token. */
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string;
  /** A user may have several. */
  readonly roles: readonly string[];
  readonly claims: StandardClaims;
  /** Whether it may not log in. */
  readonly disabled: boolean;
};

/** A user as an operator tells of one. */
export type NewUser = Pick<Account, "username" | "roles" | "claims"> & { readonly password: string };

/** The name as it is stored, whatever a person's keyboard made of it. */
export const normalizeUsername = (typed: string): string => typed.trim().toLowerCase();
