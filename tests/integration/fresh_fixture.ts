/** Builds and starts tests/integration/fresh_app, each in a process of its own on the engine at hand. */
import { join } from "node:path";
import { answers, Child, waitUntilReady } from "../../toolchain/child.ts";
import { engineFlags } from "../../toolchain/engine_flags.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

const root = join(import.meta.dirname ?? ".", "..", "..");
const devFile = join("tests", "integration", "fresh_app", "dev.ts");

/** The fixture, running. */
export interface Fixture {
  url: string;
  /** True on Fresh itself, false on the stand-in. */
  isFresh: boolean;
  /** Its output. */
  output(): string;
  stop(): Promise<void>;
}

/** The fixture as for production: built into a folder of its own, then served by `deno serve`. */
export async function startBuilt(name: string): Promise<Fixture> {
  const flags = await engineFlags(root, { isQuiet: true });
  const build = new Child(Deno.execPath(), {
    args: ["run", "-A", ...flags, devFile, "build", `_fresh/${name}`],
    cwd: root,
  });
  const { success } = await build.exited;
  if (!success) throw new Error(`Cannot build the fixture\n${build.output}`);
  const server = join("tests", "integration", "fresh_app", "_fresh", name, "server.js");
  return await start(
    (port) => ["serve", "-A", ...flags, "--host=127.0.0.1", `--port=${port}`, server],
    flags,
  );
}

/** The fixture as while developing: from its sources. */
export async function startDeveloping(): Promise<Fixture> {
  const flags = await engineFlags(root, { isQuiet: true });
  return await start((port) => ["run", "-A", ...flags, devFile, "serve", String(port)], flags);
}

async function start(args: (port: number) => string[], flags: string[]): Promise<Fixture> {
  const port = freeTcpPort();
  const child = new Child(Deno.execPath(), { args: args(port), cwd: root });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, "Listening on", {
    isReady: () => answers(`${url}/page`),
    limitSeconds: 60,
  });
  return {
    url,
    isFresh: !flags.some((flag) => flag.startsWith("--import-map=")),
    output: () => child.output,
    stop: () => child.stop(),
  };
}
