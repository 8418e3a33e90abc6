/** A browser's login is remembered for two weeks, or for half a day when it was not asked for. */
export const REMEMBERED_S = 14 * 24 * 3_600;
export const FORGOTTEN_S = 12 * 3_600;

/** Their own names, because ports of one host share cookies; the prefixes make browsers refuse them without TLS. */
export function cookieNames(issuer: string) {
  const secure = new URL(issuer).protocol === "https:";
  return {
    session: `${secure ? "__Host-" : ""}identity_session`,
    interaction: `${secure ? "__Secure-" : ""}identity_interaction`,
    resume: `${secure ? "__Secure-" : ""}identity_resume`,
  };
}

// Lax: a login begins at another site, which a browser leaves by following a link.
export const cookieOptions = { httpOnly: true, sameSite: "lax", signed: true } as const;
