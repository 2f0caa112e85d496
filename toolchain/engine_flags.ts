/** The flags with which Deno runs the app on Fresh, or on its stand-in. */

/** The flags of `deno run` (or `start`: of `deno serve`) for this project, from compat/engine.ts. */
export async function engineFlags(
  root: string,
  options: { mode?: "start"; env?: Record<string, string>; isQuiet?: boolean } = {},
): Promise<string[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "-A", "compat/engine.ts", ...(options.mode ? [options.mode] : [])],
    cwd: root,
    env: options.env,
    stdin: "null",
    stderr: options.isQuiet ? "null" : "inherit",
  }).output();
  if (!success) throw new Error("Cannot pick Fresh or its stand-in: see compat/engine.ts");
  return new TextDecoder().decode(stdout).split(/\s+/).filter((flag) => flag !== "");
}
