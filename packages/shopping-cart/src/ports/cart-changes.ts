/** Hears of each cart that has changed; undefined when any may have, since some change may not have been heard of. */
export type OnChange = (username: string | undefined) => void;

/** Tells of the changes of carts, whichever replica makes them. */
export type CartChanges = {
  /** Calls back after a change, when it can be read. The answer ends that. */
  subscribe(onChange: OnChange): () => void;
};
