/**
 * A variable that reads well and yet cannot be used, which only `compose` can tell. `run` ends the process with exit
 * code 78 and this message in one line: the operator has to change something, and there is no bug to look for.
 *
 * ```ts
 * throw new ConfigError("CLIENTS", 'There is no resource "urn:hexmart:prodcut".', { cause: error });
 * ```
 *
 * The message is logged: `problem` must not hold a secret.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "CONFIG_INVALID";

  constructor(variable: string, problem: string, options?: ErrorOptions) {
    super(`${variable} is wrong. ${problem}`, options);
  }
}
