/**
 * The import map of the npm leg, made from deno.json so that the two cannot disagree. Deno's
 * `--import-map` replaces deno.json's imports wholly and adds no sub-paths: each npm name is listed
 * with its trailing-slash twin, and the names of Fresh point at the stand-in.
 */

/** Specifiers that the stand-in maps, beside compat/. */
export const standIn: Readonly<Record<string, string>> = {
  "fresh": "./fresh/mod.ts",
  "fresh/dev": "./fresh/dev.ts",
  "fresh/runtime": "./fresh/runtime.ts",
  "fresh/internal": "./fresh/internal.ts",
};

/**
 * The import map for deno.json's `imports`.
 *
 * @throws {TypeError} for a name that npm cannot answer and the stand-in does not stand for.
 */
export function npmImportMap(
  imports: Readonly<Record<string, string>>,
): { imports: Record<string, string> } {
  const mapped: Record<string, string> = {};
  for (const [name, target] of Object.entries(imports)) {
    if (name in standIn) continue;
    if (!target.startsWith("npm:")) {
      throw new TypeError(`Cannot map "${name}" to npm: deno.json has it as ${target}`);
    }
    const spec = target.slice("npm:".length).replace(/^\//, "");
    mapped[name] = `npm:${spec}`;
    // With a slash after the colon, so that a URL can be joined to it.
    mapped[`${name}/`] = `npm:/${spec}/`;
  }
  return { imports: { ...standIn, ...mapped } };
}
