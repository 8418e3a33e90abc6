/** Another service that this one needs cannot be reached now; to try again later may help. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}
