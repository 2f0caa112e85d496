/** What keeps the server from starting and is no defect: told in one line that names the variable, without a stack. */
import { ConfigError } from "./config.ts";

/** A start that the environment does not allow. Its message is the line. */
export class StartError extends Error {
  override readonly name = "StartError";

  /** @param variable what to look at; `problem` holds no value of it. */
  constructor(variable: string, problem: string, cause?: unknown) {
    super(`Cannot start: ${variable}: ${problem}`, { cause });
  }
}

/** What to say where the environment does not allow the start; `null` for a defect, whose stack is wanted. */
export function startProblem(error: unknown): string | null {
  return error instanceof StartError || error instanceof ConfigError ? error.message : null;
}

/** Why the address cannot be listened on; `null` for an error that is about something else. */
export function listenError(error: unknown): StartError | null {
  if (error instanceof Deno.errors.AddrInUse) {
    return new StartError("PORT", "another process listens there; choose another port", error);
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new StartError("HOST", "this machine has no such address", error);
  }
  // What is denied of a file names the file.
  if (error instanceof Deno.errors.PermissionDenied && !error.message.includes(":")) {
    return new StartError("PORT", "no right to listen there; ports above 1023 need none", error);
  }
  return null;
}
