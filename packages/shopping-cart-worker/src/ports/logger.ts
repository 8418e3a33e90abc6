/** Where the worker writes down what it did. */
export type Logger = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};
