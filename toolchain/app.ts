/** The app as a process of its own, built as for production. */
import { join } from "node:path";
import { exists, withLock } from "./cache.ts";
import { answers, Child, waitUntilReady } from "./child.ts";
import { engineFlags } from "./engine_flags.ts";
import { freeTcpPort } from "./free_port.ts";
import type { LiveKitServer } from "./livekit.ts";
import { showProgress } from "./progress.ts";

const root = join(import.meta.dirname ?? ".", "..");

/** Files and folders of the app's sources. */
const sources = [
  ...["routes", "islands", "components", "lib", "static", "compat"],
  ...["main.ts", "dev.ts", "fresh.config.ts", "deno.json", "deno.lock"],
];

/** Made by a build, out of packages: no source. */
const madeByBuild = join("static", "workers");

/** The part of this process's environment that a program needs; our own settings stay out. */
const passedOn = [
  ...["PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "XDG_CACHE_HOME"],
  ...["DENO_DIR", "NPM_CONFIG_REGISTRY", "JSR_URL", "MADANG_FRESH"],
];

/** How the app is started. */
export interface AppOptions {
  /** `null`: the app is told that there is none. */
  liveKit: Pick<LiveKitServer, "url" | "apiKey" | "apiSecret"> | null;
  /** `:memory:` by default. */
  kvUrl?: string;
  /** A free one by default. Choose it first where LiveKit must know our webhook. */
  port?: number;
  /** More of the environment, over ours. */
  env?: Record<string, string>;
  logFile?: string;
}

/** The app that runs. */
export interface App {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** The last of what it printed. */
  readonly output: string;
  signal(signal: Deno.Signal): void;
  stop(): Promise<void>;
  /** `kill -9` */
  kill(): Promise<void>;
  /** Up again with the same port and environment. */
  restart(): Promise<void>;
}

/** Starts what `ensureBuilt()` built, by the command of `deno task start`; waits until it answers. */
export async function startApp(options: AppOptions): Promise<App> {
  await ensureBuilt();
  const port = options.port ?? freeTcpPort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...appEnvironment(options),
    HOST: "127.0.0.1",
    PORT: String(port),
    DENO_SERVE_AUTOMATIC_COMPRESSION: "1",
    ...options.env,
  };
  const flags = await engineFlags(root, { mode: "start", env, isQuiet: true });
  const launch = async () => {
    const child = new Child(Deno.execPath(), {
      args: ["serve", "-A", ...flags, "_fresh/server.js"],
      cwd: root,
      env,
      clearEnv: true,
      logFile: options.logFile,
    });
    await waitUntilReady(child, "Listening on", {
      isReady: () => answers(`${url}/api/health`),
      limitSeconds: 60,
    });
    return child;
  };
  let child = await launch();
  return {
    url,
    port,
    get output() {
      return child.output;
    },
    signal: (signal) => child.signal(signal),
    stop: () => child.stop(),
    kill: () => child.kill(),
    async restart() {
      await child.stop();
      child = await launch();
    },
  };
}

/** Builds `_fresh/` where it is not from the sources as they are now. */
export async function ensureBuilt(): Promise<void> {
  const stampFile = join(root, ".cache", "build-stamp");
  const server = join(root, "_fresh", "server.js");
  const stamp = async (content: string) => {
    const built = await exists(server) ? (await Deno.stat(server)).mtime?.getTime() : "none";
    return `${content} ${built}`;
  };
  await withLock(join(root, ".cache", "build.lock"), async () => {
    const flags = await engineFlags(root, { isQuiet: true });
    const content = await contentHash(flags.join(" "));
    const isFresh = await exists(server) && await exists(stampFile) &&
      await Deno.readTextFile(stampFile) === await stamp(content);
    if (isFresh) return;
    const done = showProgress("Building the app");
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", ...flags, "dev.ts", "build"],
      cwd: root,
      stdin: "null",
    }).output();
    done(success ? "done" : "failed");
    const decoder = new TextDecoder();
    if (!success) {
      throw new Error(`Cannot build\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
    }
    await Deno.writeTextFile(stampFile, await stamp(content));
  });
}

function appEnvironment({ liveKit, kvUrl = ":memory:" }: AppOptions): Record<string, string> {
  const env: Record<string, string> = { KV_URL: kvUrl };
  for (const name of passedOn) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  if (liveKit === null) return { ...env, MADANG_LIVEKIT: "missing" };
  return {
    ...env,
    LIVEKIT_URL: liveKit.url,
    LIVEKIT_API_KEY: liveKit.apiKey,
    LIVEKIT_API_SECRET: liveKit.apiSecret,
  };
}

/** SHA-256 of all sources and of `more`: times say little after a clone or a branch switch. */
async function contentHash(more: string): Promise<string> {
  const parts = [more];
  const add = async (path: string): Promise<void> => {
    const full = join(root, path);
    if (path === madeByBuild || !await exists(full)) return;
    if ((await Deno.stat(full)).isFile) {
      const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(full));
      parts.push(path, new Uint8Array(digest).toHex());
      return;
    }
    const names = await Array.fromAsync(Deno.readDir(full), (entry) => entry.name);
    for (const name of names.sort()) await add(join(path, name));
  };
  for (const source of sources) await add(source);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join("\n")));
  return new Uint8Array(digest).toHex();
}
