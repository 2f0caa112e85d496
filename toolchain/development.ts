/** The processes of `deno task dev`: a LiveKit server, and the app that restarts on an edit. */
import { join } from "node:path";
import { bracketed, type ListenAddress, listenAddress } from "../compat/listen_address.ts";
import { tryLock } from "./cache.ts";
import { engineFlags } from "./engine_flags.ts";
import { listenProblem } from "./listen_problem.ts";
import { startLiveKit } from "./livekit.ts";
import { MissingPartError } from "./missing_part.ts";

/** Folders whose files the app is made of; what it imports is watched anyway. */
const watched = ["routes", "islands", "components", "lib", "static", "compat"];

/** Tells the app's process which LiveKit server to end if this one is killed. */
export const liveKitPidVariable = "DEV_LIVEKIT_PID";

/** Tells the app's process the address to print once it listens. Polling would not do: another program may answer there. */
export const shownAddressVariable = "DEV_SHOWN_ADDRESS";

const endSignals: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Runs until a signal or the end of a child, and answers the exit code. */
export async function runDevelopment(root: string): Promise<number> {
  const asked = readListenAddress();
  if (typeof asked === "string") {
    console.error(asked);
    return 1;
  }
  const { host, port } = asked;
  // By a name where there is one: at a bare IP address browsers make no passkeys.
  const shown = `http://${host === "127.0.0.1" ? "localhost" : bracketed(host)}:${port}`;
  const lock = await tryLock(join(root, ".data", "dev.lock"));
  if ("heldBy" in lock) {
    console.error(`Madang is running already, at ${lock.heldBy}`);
    return 1;
  }
  const interruption = new AbortController();
  const onSignal = () => interruption.abort();
  for (const signal of endSignals) Deno.addSignalListener(signal, onSignal);
  // `deno task` passes signals on, but cannot when it is killed itself.
  const parent = Deno.ppid;
  // npx does not reach it at all: it ends the shell between the two, and itself.
  const starter = Deno.env.has("npm_command") ? parentOf(parent) : null;
  const isOrphan = () => Deno.ppid !== parent || (starter !== null && parentOf(parent) !== starter);
  const watch = setInterval(() => isOrphan() && onSignal(), 1000);
  try {
    await lock.write(shown);
    const problem = listenProblem(host, port);
    if (problem !== null) {
      console.error(problem);
      return 1;
    }
    return await runParts(root, { host, port, shown }, interruption.signal);
  } finally {
    for (const signal of endSignals) Deno.removeSignalListener(signal, onSignal);
    clearInterval(watch);
    lock.release();
  }
}

/** The problem with an address, in words. */
function readListenAddress(): ListenAddress | string {
  try {
    return listenAddress(Deno.env.get("HOST"), Deno.env.get("PORT"));
  } catch (error) {
    return `Cannot start: ${error instanceof Error ? error.message : error}`;
  }
}

async function runParts(
  root: string,
  { host, port, shown }: { host: string; port: number; shown: string },
  interruption: AbortSignal,
): Promise<number> {
  const interrupted = new Promise<number>((resolve) => {
    interruption.addEventListener("abort", () => resolve(0), { once: true });
  });
  const liveKit = await obtainLiveKit(root, port, interruption);
  if (interruption.aborted) {
    await liveKit.stop();
    return 0;
  }
  const app = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", `--watch=${watched.join(",")}`, "--no-clear-screen"],
      ...await engineFlags(root, { isQuiet: true }),
      ...["dev.ts", "serve"],
    ],
    cwd: root,
    env: { ...liveKit.env, HOST: host, PORT: String(port), [shownAddressVariable]: shown },
    stdin: "null",
  }).spawn();
  let hasEnded = false;
  const code = await Promise.race([
    interrupted,
    app.status.then(({ code }) => code || 1),
    liveKit.exited.then(() => {
      if (!hasEnded && !interruption.aborted) {
        console.error("The LiveKit server ended; its last words are in .data/livekit.log");
      }
      return 1;
    }),
  ]);
  hasEnded = true;
  await Promise.all([endProcess(app), liveKit.stop()]);
  return code;
}

interface LiveKitPart {
  /** The app's environment for it. */
  env: Record<string, string>;
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

/** The LiveKit server that `LIVEKIT_URL` names, or one for this run, or none, which is printed. */
async function obtainLiveKit(
  root: string,
  port: number,
  interruption: AbortSignal,
): Promise<LiveKitPart> {
  const none = { exited: new Promise(() => {}), stop: () => Promise.resolve() };
  // The app itself reads the address of one that runs elsewhere, or that there is none.
  if (Deno.env.get("LIVEKIT_URL") || Deno.env.get("MADANG_LIVEKIT") === "missing") {
    return { env: {}, ...none };
  }
  try {
    const server = await startLiveKit({
      webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
      logFile: join(root, ".data", "livekit.log"),
      signal: interruption,
    });
    const env = {
      LIVEKIT_URL: server.url,
      LIVEKIT_API_KEY: server.apiKey,
      LIVEKIT_API_SECRET: server.apiSecret,
      [liveKitPidVariable]: String(server.pid),
    };
    return { env, exited: server.exited, stop: () => server.stop() };
  } catch (error) {
    if (!(error instanceof MissingPartError)) throw error;
    if (!interruption.aborted) console.error(error.message);
    return { env: { MADANG_LIVEKIT: "missing" }, ...none };
  }
}

/** The parent of a process; `null` where the system does not tell: only Linux does, without asking another program. */
function parentOf(pid: number): number | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name of the program, which may hold anything, stands in brackets.
    return Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
  } catch {
    return null;
  }
}

async function endProcess(process: Deno.ChildProcess): Promise<void> {
  const kill = (signal: Deno.Signal) => {
    try {
      process.kill(signal);
    } catch {
      // It has ended.
    }
  };
  kill("SIGTERM");
  const timer = setTimeout(() => kill("SIGKILL"), 5000);
  await process.status;
  clearTimeout(timer);
}
