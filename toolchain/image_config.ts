/**
 * The `deno.json` of the image: the imports that the server, the doctor and admin really load, and no `node_modules`, so that
 * packages come once, and those of the build and the tests not at all. Run by deploy/Dockerfile after the build:
 *
 *     toolchain/image_config.ts <flags of compat/engine.ts>
 */

/** The modules of `deno info --json`. */
export interface Graph {
  readonly modules: readonly { readonly specifier: string }[];
}

interface Config {
  readonly imports: Readonly<Record<string, string>>;
}

/** What runs in the image. */
const entrances = ["_fresh/server.js", "doctor.ts", "admin.ts"];

/** The npm package of a specifier such as `npm:/@scope/name@1.2.3/part`, or `null`. */
export function packageOf(specifier: string): string | null {
  return /^npm:\/?((?:@[^/@]+\/)?[^/@]+)/.exec(specifier)?.[1] ?? null;
}

/** `config` with the imports that `graphs` reach. Fresh stays: its engine is chosen at the start. */
export function imageConfig<C extends Config>(config: C, graphs: readonly Graph[]): C {
  const reached = new Set(
    graphs.flatMap(({ modules }) => modules.map(({ specifier }) => packageOf(specifier))),
  );
  const isReached = ([name, target]: [string, string]) =>
    name === "fresh" || reached.has(packageOf(target));
  const imports = Object.fromEntries(Object.entries(config.imports).filter(isReached));
  return { ...config, nodeModulesDir: "none", imports };
}

async function graphOf(entrance: string, flags: readonly string[]): Promise<Graph> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...flags, entrance],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot read the modules of ${entrance}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

if (import.meta.main) {
  const graphs = await Promise.all(entrances.map((entrance) => graphOf(entrance, Deno.args)));
  const config = imageConfig(JSON.parse(await Deno.readTextFile("deno.json")), graphs);
  await Deno.writeTextFile("deno.json", JSON.stringify(config, null, 2) + "\n");
}
