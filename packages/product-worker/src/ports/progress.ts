/** Told how runs go, for those who watch from outside. */
export type Progress = {
  /** A run was done, and brought in so many products. */
  succeeded(products: number): void;
  failed(): void;
};
