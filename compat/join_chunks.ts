/**
 * The last step of a build, on Fresh and on its stand-in alike: joins the many small scripts that esbuild makes out of
 * shared code into few. esbuild splits by each set of importers, `import()` included: a page loaded 21 files
 * in four rounds then, most of them of a few hundred bytes. Neither engine has a hook for that, so it works on the written files.
 */
import { basename, join } from "node:path";
import * as esbuild from "esbuild";

/**
 * The first line of each script: V8 compiles all of its functions while it loads, beside the page's thread, instead of each
 * at its first call. Most are called as soon as they are there; those of joining in the click. Other engines ignore it.
 */
const compileAtOnce = "//# allFunctionsCalledOnLoad";

interface Script {
  readonly code: string;
  readonly exports: readonly string[];
  /** Names of scripts, by the way in which they are imported. */
  readonly imports: readonly string[];
  readonly lateImports: readonly string[];
}

type Scripts = ReadonlyMap<string, Script>;

/** The name of both engines' client runtime. Every page with an island loads it. */
const runtime = "fresh-runtime.js";

/** Code that only some pages need is no burden to the others up to this size, in bytes before compression. */
const smallBytes = 4096;

/** The chunks that esbuild made of shared code, or for an `import()`; other files are the runtime and the pages. */
const chunkName = /-[A-Z0-9]{8}\.js$/;

/**
 * Joins the scripts of the build that `<outDir>/snapshot.js` tells of (Fresh may leave those of builds before beside them),
 * and writes into `<outDir>/preloads.json` which others each page's script needs, by their addresses.
 */
export async function joinBuiltChunks(outDir: string, target: string[]): Promise<void> {
  const snapshot = await Deno.readTextFile(join(outDir, "snapshot.js"));
  const [folder] = /_fresh\/js\/\w+(?=\/)/.exec(snapshot) ?? [];
  if (folder === undefined) throw new Error(`Cannot find the scripts of ${outDir}/snapshot.js`);
  const needs = await joinChunks(join(outDir, "static", folder), target);
  await esbuild.stop();
  const addressOf = (name: string) => `/${folder}/${name}`;
  const preloads = Object.entries(needs).map(([page, names]) =>
    [addressOf(page), names.map(addressOf)] as const
  );
  const text = JSON.stringify(Object.fromEntries(preloads));
  await Deno.writeTextFile(join(outDir, "preloads.json"), text);
}

/**
 * Rewrites the scripts of a folder. Names stay, since the engine has listed them: what only one page (and what it loads
 * later) uses goes into that page's script; what all pages use, and what is small, into the runtime; what most pages use
 * into one script; the rest into one for each set of users. Joined files are left where they were, and no script imports
 * them. Answers each page's script with the scripts that it needs beside the runtime, the nearest first.
 */
export async function joinChunks(
  folder: string,
  target: string | string[],
): Promise<Record<string, string[]>> {
  const scripts = await readScripts(folder);
  const own = ownScripts(scripts);
  const homeOf = homesOf(scripts, own);
  const names = [...scripts.keys()];
  const membersOf = Map.groupBy(names, homeOf);
  // Two scripts of one home may both export an `a`.
  const nameAtHome = (script: string, name: string) =>
    homeOf(script) === script ? name : `${name}_${names.indexOf(script)}`;
  const usedBy = usedNames(scripts, homeOf);
  const atHome = (script: string) => {
    const all = own.has(script) ? scripts.get(script)?.exports ?? [] : [];
    const used = [...usedBy.values()].flatMap((names) => [...names.get(script) ?? []]);
    const names = [...new Set([...all, ...used])];
    return `export { ${
      names.map((name) => `${name} as ${nameAtHome(script, name)}`).join(", ")
    } } from "./${script}";`;
  };
  /** The script for those at `user` who import it from another file. esbuild keeps each name of an import, also unused. */
  const elsewhere = (script: string, user: string) => {
    const names = [...usedBy.get(user)?.get(script) ?? []];
    return `export { ${
      names.map((name) => `${nameAtHome(script, name)} as ${name}`).join(", ")
    } } from "./${homeOf(script)}";`;
  };
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [...membersOf.keys()].map((home) => ({
      in: `home:${home}`,
      out: home.replace(/\.js$/, ""),
    })),
    outdir: folder,
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "browser",
    target,
    minify: true,
    // Korean as it is written: three bytes a syllable, where an escape takes six.
    charset: "utf8",
    legalComments: "none",
    banner: { js: compileAtOnce },
    logLevel: "silent",
    plugins: [{
      name: "join-chunks",
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^home:/ }, ({ path }) => ({
          path: path.slice("home:".length),
          namespace: "home",
        }));
        onResolve({ filter: /^\.\// }, ({ path, kind, importer, namespace }) => {
          const script = basename(path);
          if (namespace === "elsewhere" || kind === "dynamic-import") {
            return { path, external: true };
          }
          const isHere = namespace === "home" || homeOf(importer) === homeOf(script);
          return isHere
            ? { path: script, namespace: "script" }
            : { path: script, namespace: "elsewhere", suffix: `?${homeOf(importer)}` };
        });
        const load = (
          namespace: string,
          contents: (path: string, suffix: string) => string | undefined,
        ) =>
          onLoad({ filter: /./, namespace }, ({ path, suffix }) => ({
            contents: contents(path, suffix),
          }));
        load("home", (home) => membersOf.get(home)?.map(atHome).join("\n"));
        load("script", (script) => scripts.get(script)?.code);
        load("elsewhere", (script, suffix) => elsewhere(script, suffix.slice(1)));
      },
    }],
  });
  for (const { path, contents } of outputFiles) await Deno.writeFile(path, contents);
  const importsOf = importsIn(metafile);
  return Object.fromEntries(
    names.filter((name) => !chunkName.test(name) && name !== runtime).map((page) => {
      const needed = new Set([runtime, page]);
      for (const name of needed) {
        for (const next of importsOf(name, "import-statement")) needed.add(next);
      }
      return [page, [...needed].slice(2)];
    }),
  );
}

/** The imports of a build's outputs, by name and by kind. */
function importsIn({ outputs }: esbuild.Metafile) {
  const byName = new Map(
    Object.entries(outputs).map(([path, { imports }]) => [basename(path), imports]),
  );
  return (name: string, kind: esbuild.ImportKind): string[] =>
    (byName.get(name) ?? []).filter((each) => each.kind === kind).map(({ path }) => basename(path));
}

/** By home, and by script of another home: the names that are imported. Both engines' scripts import by name alone. */
function usedNames(scripts: Scripts, homeOf: (script: string) => string) {
  const used = new Map<string, Map<string, Set<string>>>();
  for (const [script, { code }] of scripts) {
    for (const [, names, from] of code.matchAll(/import\s*\{([^}]*)\}\s*from\s*"\.\/([^"]+)"/g)) {
      if (homeOf(from) === homeOf(script)) continue;
      const ofHome = used.getOrInsertComputed(homeOf(script), () => new Map());
      const ofScript = ofHome.getOrInsertComputed(from, () => new Set());
      for (const name of names.split(",")) ofScript.add(name.trim().split(/\s+as\s+/)[0]);
    }
  }
  return used;
}

async function readScripts(folder: string): Promise<Scripts> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".js")).sort();
  const { metafile } = await esbuild.build({
    entryPoints: names.map((name) => join(folder, name)),
    outdir: folder,
    write: false,
    metafile: true,
    bundle: true,
    external: ["./*"],
    format: "esm",
    logLevel: "silent",
  });
  const importsOf = importsIn(metafile);
  const exportsOf = new Map(
    Object.entries(metafile.outputs).map(([path, { exports }]) => [basename(path), exports]),
  );
  const all: Scripts = new Map(names.map((name) => [name, {
    code: Deno.readTextFileSync(join(folder, name)),
    exports: exportsOf.get(name) ?? [],
    imports: importsOf(name, "import-statement"),
    lateImports: importsOf(name, "dynamic-import"),
  }]));
  // A file that no page reaches is of an earlier build.
  const reached = new Set(names.filter((name) => !chunkName.test(name)));
  for (const name of reached) {
    const { imports = [], lateImports = [] } = all.get(name) ?? {};
    for (const next of [...imports, ...lateImports]) reached.add(next);
  }
  return new Map([...all].filter(([name]) => reached.has(name)));
}

/** Scripts that pages and `import()` ask for by their names: their exports stay. */
function ownScripts(scripts: Scripts): ReadonlySet<string> {
  const late = [...scripts.values()].flatMap(({ lateImports }) => lateImports);
  return new Set([...[...scripts.keys()].filter((name) => !chunkName.test(name)), ...late]);
}

/**
 * For each own script what is `loaded` by the time at which it runs, whichever script asked for it, and what of that is
 * `loadedBy` itself: what some script that asks for it has not loaded.
 */
function loadedWith(scripts: Scripts, own: ReadonlySet<string>) {
  const closureOf = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const next of scripts.get(name)?.imports ?? []) closureOf(next, seen);
    return seen;
  };
  const first = new Map([...own].map((name) => [name, closureOf(name)]));
  const hostsOf = (name: string) =>
    [...own].filter((host) =>
      [...first.get(host) ?? []].some((each) => scripts.get(each)?.lateImports.includes(name))
    );
  const hosts = new Map([...own].map((name) => [name, hostsOf(name)]));
  const all = new Set(scripts.keys());
  const firstOf = (name: string) => first.get(name) ?? all;
  const loaded = new Map(
    [...own].map((name) => [name, hosts.get(name)?.length ? all : firstOf(name)]),
  );
  /** What each script that may ask for this one has loaded: begun with *all*, and made smaller until it stays. */
  const beforeOf = (name: string) =>
    (hosts.get(name) ?? []).map((host) => loaded.get(host) ?? all)
      .reduce<Set<string> | null>((sum, each) => sum?.intersection(each) ?? each, null) ??
      new Set<string>();
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, { size }] of loaded) {
      const now = beforeOf(name).union(firstOf(name));
      changed ||= now.size !== size;
      loaded.set(name, now);
    }
  }
  const loadedBy = new Map(
    [...own].map((name) => [name, firstOf(name).difference(beforeOf(name))]),
  );
  return { loaded, loadedBy };
}

/** The file into which a script's code goes. */
function homesOf(scripts: Scripts, own: ReadonlySet<string>): (script: string) => string {
  const of = (name: string) => scripts.get(name);
  const pages = [...scripts.keys()].filter((name) => !chunkName.test(name) && name !== runtime);
  const { loaded, loadedBy } = loadedWith(scripts, own);
  const pagesOf = (name: string) => pages.filter((page) => loaded.get(page)?.has(name)).length;
  const isOfRuntime = (name: string) => loaded.get(runtime)?.has(name) ?? false;
  /** Those that load it: not what is only ever loaded by a script that has loaded it before. */
  const usersOf = (name: string): string[] =>
    [...own].filter((user) => loadedBy.get(user)?.has(name));
  const isLight = (name: string) => {
    const limit = [0, smallBytes / 4][pagesOf(name)] ?? smallBytes;
    return (of(name)?.code.length ?? 0) < limit;
  };
  /** Whether it, and all that it imports, may stand in one file that is as widely used as `isWide` says. */
  const fits = (name: string, isWide: (pages: number) => boolean): boolean =>
    !own.has(name) && (isOfRuntime(name) || isLight(name) || isWide(pagesOf(name))) &&
    (of(name)?.imports ?? []).every((each) => each === runtime || fits(each, isWide));
  const groups = Map.groupBy(scripts.keys(), (name) => {
    if (own.has(name)) return name;
    const users = usersOf(name);
    if (users.length === 1 && !isOfRuntime(name)) return users[0];
    if (fits(name, (count) => count === pages.length)) return runtime;
    return fits(name, (count) => count > pages.length / 2) ? "most pages" : users.join();
  });
  const homes = new Map<string, string>();
  for (const [group, members] of groups) {
    const home = own.has(group) ? group : members[0];
    for (const member of members) homes.set(member, home);
  }
  const homeOf = (script: string) => homes.get(script) ?? script;
  // Shared code of a few hundred bytes joins the one file that it imports beside the runtime: its users load that anyway.
  for (let joined = true; joined;) {
    joined = false;
    for (const [home, members] of Map.groupBy(homes.keys(), homeOf)) {
      const bytes = members.reduce((sum, member) => sum + (of(member)?.code.length ?? 0), 0);
      const imported = new Set(members.flatMap((member) => of(member)?.imports.map(homeOf) ?? []));
      const others = [...imported].filter((other) => other !== home && other !== runtime);
      const [target] = others;
      const isAlone = others.length === 1 && !own.has(target);
      if (own.has(home) || bytes > smallBytes / 2 || !isAlone) continue;
      for (const member of members) homes.set(member, target);
      joined = true;
    }
  }
  return homeOf;
}
