/**
 * Picks what the app runs on — Fresh from JSR, or the npm-only stand-in in compat/fresh/ — says so
 * in one line on stderr, and prints the flags that Deno needs for it on stdout:
 *
 *     deno run -A $(deno run --no-config -A compat/engine.ts) dev.ts
 *     deno serve -A $(deno run --no-config -A compat/engine.ts start) _fresh/server.js
 *
 * `MADANG_FRESH=jsr|npm` forces one. `start` takes the one that built `_fresh/`, refuses a mixed
 * pair, and adds `--host` and `--port` from `HOST` and `PORT`, which `deno serve` does not read.
 * Nothing is imported but what stands beside it, since this runs before there is an import map.
 */
import { npmImportMap } from "./import_map.ts";
import { bracketed, listenAddress } from "./listen_address.ts";

export type Engine = "jsr" | "npm";

/** The finding of an earlier start, in `.cache/engine.json`. */
export interface Remembered {
  engine: Engine;
  /** `JSR_URL` of that time: another registry is another answer. */
  registry: string;
  checkedAtMs: number;
}

/** How long a finding is good for: a network that has JSR today will mostly have it tomorrow. */
export const rememberedForMs: Readonly<Record<Engine, number>> = {
  jsr: 24 * 3600_000,
  npm: 10 * 60_000,
};

const probeMs = 6_000;

const names: Readonly<Record<Engine, string>> = {
  jsr: "Fresh from JSR",
  npm: "the npm-only stand-in for Fresh",
};

/** The first line of a `_fresh/server.js` that the stand-in made; see compat/fresh/dev.ts. */
export const standInMark = "// Built by compat/fresh";

/** Which engine made this `_fresh/server.js`. */
export function builtBy(serverSource: string): Engine {
  return serverSource.startsWith(standInMark) ? "npm" : "jsr";
}

/** The engine that `MADANG_FRESH` forces, or `null`. @throws {RangeError} for any other word. */
export function forcedEngine(word: string | undefined): Engine | null {
  if (word === undefined || word === "") return null;
  if (word === "jsr" || word === "npm") return word;
  throw new RangeError(`MADANG_FRESH is neither "jsr" nor "npm"`);
}

/** Whether an earlier finding still holds. */
export function stillHolds(found: Remembered | null, registry: string, nowMs: number): boolean {
  if (found === null || found.registry !== registry) return false;
  const ageMs = nowMs - found.checkedAtMs;
  return ageMs >= 0 && ageMs < rememberedForMs[found.engine];
}

/** `--host` and `--port` for `deno serve`, which reads neither variable. @throws {RangeError} as `listenAddress` does. */
function listenFlags(): string[] {
  const { host, port } = listenAddress(Deno.env.get("HOST"), Deno.env.get("PORT"));
  return [`--host=${bracketed(host)}`, `--port=${port}`];
}

// The tasks run in the project's folder, and Deno takes the flags below as relative to it.
const root = new URL(
  `file://${encodeURI(Deno.cwd().replaceAll("\\", "/").replace(/^(?=\w:)/, "/"))}/`,
);
const generatedMap = new URL("compat/npm.generated.json", root);
const memory = new URL(".cache/engine.json", root);
const freshLock = new URL("compat/jsr.lock", root);

function readText(file: URL): string | null {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function recall(): Remembered | null {
  try {
    const { engine, registry, checkedAtMs } = JSON.parse(readText(memory) ?? "null") ?? {};
    const isEngine = engine === "jsr" || engine === "npm";
    return isEngine && typeof registry === "string" && typeof checkedAtMs === "number"
      ? { engine, registry, checkedAtMs }
      : null;
  } catch {
    return null; // Half a file, or one of another program: find out anew.
  }
}

/** Writes at once or not at all, since two starts may run side by side; a read-only disk is no error. */
function writeWhole(file: URL, text: string) {
  try {
    Deno.mkdirSync(new URL("./", file), { recursive: true });
    const half = new URL(`${file.href}.${Deno.pid}`);
    Deno.writeTextFileSync(half, text);
    Deno.renameSync(half, file);
  } catch (error) {
    if (readText(file) !== text && file.href === generatedMap.href) throw error;
  }
}

/** Whether Deno can load this: from its cache, or from JSR (or `JSR_URL`) within a few seconds. */
async function canLoad(specifier: string): Promise<boolean> {
  try {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--no-config", "--no-lock", "--json", specifier],
      signal: AbortSignal.timeout(probeMs),
      stderr: "null",
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    return code === 0 && Array.isArray(modules) && modules.length > 0 &&
      modules.every((module: { error?: unknown }) => module.error === undefined);
  } catch {
    return false;
  }
}

async function pick(freshSpecifier: string): Promise<{ engine: Engine; why: string }> {
  const forced = forcedEngine(Deno.env.get("MADANG_FRESH"));
  if (forced !== null) return { engine: forced, why: "MADANG_FRESH says so" };
  const registry = Deno.env.get("JSR_URL") ?? "";
  const found = recall();
  if (found !== null && stillHolds(found, registry, Date.now())) {
    return {
      engine: found.engine,
      why: `JSR ${found.engine === "jsr" ? "answered" : "did not answer"} a while ago`,
    };
  }
  const engine = await canLoad(freshSpecifier) ? "jsr" : "npm";
  writeWhole(memory, JSON.stringify({ engine, registry, checkedAtMs: Date.now() }));
  return { engine, why: engine === "jsr" ? "JSR answers" : "JSR does not answer" };
}

function pickForStart(): { engine: Engine; why: string } {
  const server = readText(new URL("_fresh/server.js", root));
  if (server === null) throw new Error("There is no build yet: run `deno task build` first");
  const engine = builtBy(server);
  const forced = forcedEngine(Deno.env.get("MADANG_FRESH"));
  if (forced !== null && forced !== engine) {
    throw new Error(
      `_fresh/ was built on ${names[engine]}, and MADANG_FRESH asks for ${names[forced]}: ` +
        "run `deno task build` again",
    );
  }
  return { engine, why: "it made the build" };
}

async function flags(mode: string | undefined): Promise<string[]> {
  if (mode !== undefined && mode !== "start") throw new TypeError(`Unknown mode "${mode}"`);
  const { imports } = JSON.parse(readText(new URL("deno.json", root)) ?? "{}");
  const { engine, why } = mode === "start" ? pickForStart() : await pick(imports.fresh);
  const listen = mode === "start" ? listenFlags() : [];
  console.error(`Running on ${names[engine]} (${why})`);
  if (engine === "jsr") {
    // It begins as a copy of deno.lock's npm part, or packages of both would come in other versions; Deno adds Fresh's.
    const npmLock = readText(new URL("deno.lock", root));
    if (npmLock !== null && readText(freshLock) === null) writeWhole(freshLock, npmLock);
    return ["--lock=compat/jsr.lock", ...listen];
  }
  const map = JSON.stringify(npmImportMap(imports), null, 2) + "\n";
  if (readText(generatedMap) !== map) writeWhole(generatedMap, map);
  return ["--import-map=compat/npm.generated.json", ...listen];
}

if (import.meta.main) {
  try {
    console.log((await flags(Deno.args[0])).join(" "));
  } catch (error) {
    console.error(`Cannot start: ${error instanceof Error ? error.message : error}`);
    // The shell drops the exit code of $(…), so stop Deno by a flag that it does not know.
    console.log("--cannot-start-see-above");
    Deno.exit(1);
  }
}
