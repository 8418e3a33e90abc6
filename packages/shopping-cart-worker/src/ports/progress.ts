/** Told how runs go, for those who watch from outside. */
export type Progress = {
  /** A run was done, and put in so many items. */
  succeeded(items: number): void;
  failed(): void;
};
