/** Told how runs go, for those who watch from outside. */
export type Progress = {
  succeeded(): void;
  failed(): void;
};
