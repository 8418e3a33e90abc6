/** A part of a list that is ordered by name: what comes after a name, and how much of it at most. */
export type Page = { readonly after?: string; readonly limit: number };
