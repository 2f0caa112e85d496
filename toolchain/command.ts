/** Programs that run to their end. */
import { delimiter, join } from "node:path";

/** A program's output, both streams together, and whether it succeeded. */
export interface Outcome {
  success: boolean;
  text: string;
}

/** Runs `program` and answers what it printed; a program that is not there is no success. */
export async function run(
  program: string,
  args: string[],
  options: { env?: Record<string, string>; cwd?: string; signal?: AbortSignal } = {},
): Promise<Outcome> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      ...options,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return { success: false, text: error.message };
    }
    throw error;
  }
}

/** Where `program` is on PATH, or `null`. */
export async function which(program: string): Promise<string | null> {
  const suffixes = Deno.build.os === "windows" ? [".exe", ".cmd"] : [""];
  for (const folder of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    for (const suffix of suffixes) {
      const path = join(folder, program + suffix);
      try {
        const { isFile, mode } = await Deno.stat(path);
        if (isFile && (mode === null || (mode & 0o111) !== 0)) return path;
      } catch {
        // Not there, or not for us to see: look further.
      }
    }
  }
  return null;
}
