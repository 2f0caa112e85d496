/**
 * Joins the many small chunks that esbuild makes out of shared code into few. It cuts at every difference in who imports
 * what, each `import()` included: a page loaded 18 files then, most of them of a few hundred bytes, and each of them cost
 * as much as the code in it.
 */
import { basename } from "node:path";
import * as esbuild from "esbuild";

/** esbuild's own answer, of which this takes the bytes and the names. */
type Build = esbuild.BuildResult<{ write: false; metafile: true }>;

interface Chunk {
  readonly code: string;
  readonly exports: readonly string[];
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

/** Code that only some pages need is no burden to the others up to this size, in bytes. */
const smallBytes = 4096;

/**
 * The same code in fewer files. `entries` keep their names: the runtime first, then each page's. What only one page (and
 * what it loads later) uses goes into that page's entry; what all pages use, and what is small, into one common chunk;
 * the rest into one for each set of pages that use it. What is loaded later alone stays as it is.
 */
export async function joinChunks(
  build: Build,
  entries: readonly string[],
  options: Pick<esbuild.BuildOptions, "outdir" | "target">,
): Promise<Build> {
  const chunks = chunksOf(build);
  const homeOf = homesOf(chunks, entries);
  const membersOf = Map.groupBy(chunks.keys(), homeOf);
  const numbers = [...chunks.keys()];
  // Two chunks of one file may both export an `a`.
  const nameAtHome = (chunk: string, name: string) =>
    homeOf(chunk) === chunk ? name : `${name}_${numbers.indexOf(chunk)}`;
  const reExport = (chunk: string, from: string, name: (name: string) => string) =>
    `export { ${(chunks.get(chunk)?.exports ?? []).map(name).join(", ")} } from "./${from}";`;
  const atHome = (chunk: string) =>
    reExport(chunk, chunk, (name) => `${name} as ${nameAtHome(chunk, name)}`);
  const elsewhere = (chunk: string) =>
    reExport(chunk, homeOf(chunk), (name) => `${nameAtHome(chunk, name)} as ${name}`);
  return await esbuild.build({
    ...options,
    entryPoints: [...membersOf.keys()].map((home) => ({ in: `home:${home}`, out: stem(home) })),
    entryNames: "[name]",
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    plugins: [{
      name: "join-chunks",
      setup({ onLoad, onResolve }: esbuild.PluginBuild) {
        onResolve({ filter: /^home:/ }, ({ path }) => ({
          path: path.slice("home:".length),
          namespace: "home",
        }));
        onResolve({ filter: /^\.\// }, ({ path, kind, importer, namespace }) => {
          const chunk = basename(path);
          if (namespace === "elsewhere" || kind === "dynamic-import") {
            return { path, external: true };
          }
          const isHere = namespace === "home" || homeOf(importer) === homeOf(chunk);
          return { path: chunk, namespace: isHere ? "chunk" : "elsewhere" };
        });
        const load = (namespace: string, contents: (path: string) => string | undefined) =>
          onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: contents(path) }));
        load("home", (home) => membersOf.get(home)?.map(atHome).join("\n"));
        load("chunk", (chunk) => chunks.get(chunk)?.code);
        load("elsewhere", elsewhere);
      },
    }],
  });
}

function chunksOf({ metafile, outputFiles }: Build): ReadonlyMap<string, Chunk> {
  const code = new Map(outputFiles.map((file) => [basename(file.path), file.text]));
  return new Map(
    Object.entries(metafile.outputs).map(([path, { exports, imports }]) => {
      const name = basename(path);
      return [name, { code: code.get(name) ?? "", exports, imports }];
    }),
  );
}

/** In which file a chunk's code is to be. What `import()` names stays a file of its own: its exports are what it is. */
function homesOf(
  chunks: ReadonlyMap<string, Chunk>,
  [runtime, ...pages]: readonly string[],
): (chunk: string) => string {
  const importsOf = (name: string, kind: string) =>
    (chunks.get(name)?.imports ?? []).filter((each) => each.kind === kind)
      .map(({ path }) => basename(path));
  const closureOf = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const each of importsOf(name, "import-statement")) closureOf(each, seen);
    return seen;
  };
  const own = new Set([...chunks.keys()].flatMap((name) => importsOf(name, "dynamic-import")));
  for (const entry of [runtime, ...pages]) own.add(entry);
  const always = closureOf(runtime);
  const closures = new Map(pages.map((page) => [page, closureOf(page)]));
  const usersOf = (name: string) => pages.filter((page) => closures.get(page)?.has(name));
  const isCommon = (name: string): boolean =>
    !own.has(name) &&
    (always.has(name) || usersOf(name).length === pages.length ||
      (chunks.get(name)?.code.length ?? 0) < smallBytes) &&
    importsOf(name, "import-statement").every(isCommon);
  const homes = new Map([...chunks.keys()].map((name) => {
    const users = usersOf(name);
    if (own.has(name) || (users.length === 0 && !always.has(name))) return [name, name];
    if (users.length === 1 && !always.has(name)) return [name, users[0]];
    return [name, isCommon(name) ? "chunk-common.js" : `chunk-${users.map(stem).join("-")}.js`];
  }));
  return (chunk) => homes.get(chunk) ?? chunk;
}

function stem(name: string): string {
  return name.replace(/\.js$/, "");
}
