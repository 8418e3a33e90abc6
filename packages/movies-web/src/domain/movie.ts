import { isAdmin, type Person } from "./session.ts";

export type MovieContent = {
  readonly title: string;
  readonly genre: string;
  readonly rating: number;
  /** A day, as 1994-09-23. */
  readonly releaseDate: string;
  readonly imageUrl: string | undefined;
};

export type Movie = MovieContent & {
  readonly id: string;
  readonly owner: string;
  readonly etag: string;
  readonly updateTime: Date;
};

/** Whether to offer it. The movies API decides. */
export function mayChange(person: Person, { owner }: Movie): boolean {
  return isAdmin(person) || person.username === owner;
}

const fields = ["title", "genre", "rating", "releaseDate", "imageUrl"] as const;

/** Where two contents are not the same: what a person has to see before one replaces the other. */
export function differences(one: MovieContent, other: MovieContent): (keyof MovieContent)[] {
  return fields.filter((field) => one[field] !== other[field]);
}
