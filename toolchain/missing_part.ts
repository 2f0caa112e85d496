/** A real part that is not here and could not be fetched. The message says what brings it. */
export class MissingPartError extends Error {
  override readonly name = "MissingPartError";
}
