import type { Fault } from "#domain/errors.ts";
import type { MovieContent } from "#domain/movie.ts";

/** What a person has typed. */
export type MovieInput = Readonly<Record<keyof MovieContent, string>>;

export const labels: Readonly<Record<keyof MovieContent, string>> = {
  title: "Title",
  genre: "Genre",
  rating: "Rating",
  releaseDate: "Release date",
  imageUrl: "Poster address",
};

/** What is wrong with a field, in words for whoever fills in the form. */
const rules: Readonly<Record<keyof MovieContent, string>> = {
  title: "Enter a title of 1 to 200 characters",
  genre: "Enter a genre of 1 to 50 characters",
  rating: "Enter a rating from 0 to 10, such as 8.5",
  releaseDate: "Enter the day of its first showing, not before 1880",
  imageUrl: "Enter an address that begins with https://, or nothing",
};

const names = Object.keys(labels) as (keyof MovieContent)[];

export function readInput(body: unknown): MovieInput {
  const form = (body ?? {}) as Readonly<Record<string, unknown>>;
  const entries = names.map((name) => [name, typeof form[name] === "string" ? form[name].trim() : ""] as const);
  return Object.fromEntries(entries) as MovieInput;
}

export function inputOf(content: MovieContent | undefined): MovieInput {
  const entries = names.map((name) => [name, String(content?.[name] ?? "")] as const);
  return Object.fromEntries(entries) as MovieInput;
}

/** The movies API checks the content; here it only gets the types that it can be checked by. */
export function toContent({ rating, imageUrl, ...texts }: MovieInput): MovieContent | Fault[] {
  const number = rating === "" ? Number.NaN : Number(rating);
  if (!Number.isFinite(number)) return [{ field: "rating", message: rules.rating }];
  return { ...texts, rating: number, imageUrl: imageUrl || undefined };
}

/** Faults in the words of the form; what is about no field of it stays as it is. */
export function toFormFaults(faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => {
    const name = names.find((one) => one === fault.field);
    return name === undefined ? { message: fault.message } : { field: name, message: rules[name] };
  });
}

/** The fields of the form, for the partial `@field`. */
export function fieldsOf(input: MovieInput, faults: readonly Fault[]) {
  const field = (name: keyof MovieContent, more: object) => ({
    name,
    label: labels[name],
    value: input[name],
    error: faults.find((fault) => fault.field === name)?.message,
    required: true,
    ...more,
  });
  return [
    field("title", { attributes: { maxlength: 200 } }),
    field("genre", { hint: "Such as Drama", attributes: { maxlength: 50 } }),
    field("rating", {
      type: "number",
      hint: "From 0 to 10",
      attributes: { min: 0, max: 10, step: 0.1, inputmode: "decimal" },
    }),
    field("releaseDate", { type: "date", attributes: { min: "1880-01-01", max: "2199-12-31" } }),
    field("imageUrl", { type: "url", required: false, hint: "Where its poster is, beginning with https://" }),
  ];
}
