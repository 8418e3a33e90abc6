/** What to send to each operation of the document, by its id, in the order in which they can be tried one after another. */
export type Examples = Readonly<Record<string, Example>>;

export type Example = {
  /** Parameters by their names, in path, query or header. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
};
