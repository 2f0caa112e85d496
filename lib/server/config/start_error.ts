/** Reasons outside the code for a failed start: one line that names the variable, without a stack. */
import { ConfigError } from "./config.ts";

/** A start that the environment does not allow. Its message is the whole line. */
export class StartError extends Error {
  override readonly name = "StartError";

  /**
   * @param variable the variable to look at.
   * @param problem a text without the variable's value.
   */
  constructor(variable: string, problem: string, cause?: unknown) {
    super(`Cannot start: ${variable}: ${problem}`, { cause });
  }
}

/** The line for an invalid environment; `null` for a defect, which is logged with its stack. */
export function startProblem(error: unknown): string | null {
  return error instanceof StartError || error instanceof ConfigError ? error.message : null;
}

/** The reason why the address cannot be listened on; `null` for other errors. */
export function listenError(error: unknown): StartError | null {
  if (error instanceof Deno.errors.AddrInUse) {
    return new StartError("PORT", "another process listens there; choose another port", error);
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new StartError("HOST", "this machine has no such address", error);
  }
  // A denial about a file names the file after a colon.
  if (error instanceof Deno.errors.PermissionDenied && !error.message.includes(":")) {
    return new StartError("PORT", "no right to listen there; ports above 1023 need none", error);
  }
  return null;
}
