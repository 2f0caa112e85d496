/** A Deno KV server for one run, on loopback: what replicas share in tests. */
import { join } from "node:path";
import { Child, waitUntilReady } from "./child.ts";
import { cached } from "./cache.ts";
import { run, which } from "./command.ts";
import { freeTcpPort } from "./free_port.ts";
import { MissingPartError } from "./missing_part.ts";
import { showProgress } from "./progress.ts";

const version = "0.12.0";
const suffix = Deno.build.os === "windows" ? ".exe" : "";

/** A KV server that runs. Open it with `Deno.openKv(url)` and `DENO_KV_ACCESS_TOKEN`. */
export interface KvServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  readonly accessToken: string;
  /** The SQLite file; `stop()` removes it where it was ours. */
  readonly file: string;
  signal(signal: Deno.Signal): void;
  stop(): Promise<void>;
  /** `kill -9`; `restart()` brings it back with the same rows. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** The path of `denokv`. @throws MissingPartError when it cannot be had */
export async function obtainDenoKv(): Promise<string> {
  const installed = await which("denokv");
  if (installed) return installed;
  const folder = await cached(`denokv-${version}`, async (unfinished) => {
    const command = `cargo install denokv --version ${version} --locked`;
    if (!await which("cargo")) {
      throw new MissingPartError(`No denokv and no cargo to build it with: ${command}`);
    }
    const done = showProgress(`Building denokv ${version} with cargo, once, in some minutes`);
    const args = ["install", "denokv", "--version", version, "--locked", "--root", unfinished];
    const { success, text } = await run("cargo", args);
    done(success ? "done" : "failed");
    if (!success) throw new MissingPartError(`No denokv: ${command}\n${text.slice(-2000)}`);
  });
  return join(folder, "bin", `denokv${suffix}`);
}

/** Starts a server and waits until it answers. */
export async function startDenoKv(options: { file?: string } = {}): Promise<KvServer> {
  const program = await obtainDenoKv();
  const folder = options.file ? null : await Deno.makeTempDir({ prefix: "denokv-" });
  const file = options.file ?? join(folder ?? "", "kv.sqlite");
  const accessToken = crypto.randomUUID();
  const port = freeTcpPort();
  const url = `http://127.0.0.1:${port}`;
  const launch = async () => {
    const args = ["--sqlite-path", file, "serve", "--addr", `127.0.0.1:${port}`];
    // Its log says that it listens.
    const env = { DENO_KV_ACCESS_TOKEN: accessToken, RUST_LOG: "info" };
    const child = new Child(program, { args, env });
    await waitUntilReady(child, "Listening on", { limitSeconds: 60 });
    return child;
  };
  let child = await launch();
  return {
    url,
    port,
    accessToken,
    file,
    signal: (signal) => child.signal(signal),
    async stop() {
      await child.stop();
      if (folder) await Deno.remove(folder, { recursive: true });
    },
    kill: () => child.kill(),
    async restart() {
      await child.stop();
      child = await launch();
    },
  };
}
