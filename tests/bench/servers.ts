/** The app and the bare server, each with a storage of its own, side by side. */
import { join } from "node:path";
import { type App, startApp } from "../../toolchain/app.ts";
import { Child, waitUntilReady } from "../../toolchain/child.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { type LiveKitServer, startLiveKit } from "../../toolchain/livekit.ts";

export interface Servers extends AsyncDisposable {
  readonly liveKit: LiveKitServer;
  readonly app: App;
  /** `http://127.0.0.1:<port>` */
  readonly bareUrl: string;
}

export async function startServers(storage: "file" | "denokv" = "file"): Promise<Servers> {
  const folder = await Deno.makeTempDir({ prefix: "madang-bench-" });
  await using starting = new AsyncDisposableStack();
  starting.defer(() => Deno.remove(folder, { recursive: true }));
  const liveKit = await startLiveKit({ logFile: join(folder, "livekit.log") });
  starting.defer(() => liveKit.stop());
  /** Where a server keeps its rows, with the environment that reaches it. */
  const place = async (name: string): Promise<{ url: string; env: Record<string, string> }> => {
    if (storage === "file") return { url: join(folder, `${name}.kv`), env: {} };
    const server = await startDenoKv();
    starting.defer(() => server.stop());
    return { url: server.url, env: { DENO_KV_ACCESS_TOKEN: server.accessToken } };
  };
  const [ours, theirs] = [await place("app"), await place("bare")];
  const app = await startApp({
    liveKit,
    kvUrl: ours.url,
    env: { ...ours.env, MADANG_RATE_LIMITS: "off", MADANG_SPACE_CAPACITY: "3000" },
  });
  starting.defer(() => app.stop());
  const port = freeTcpPort();
  const bareUrl = `http://127.0.0.1:${port}`;
  const bare = new Child(Deno.execPath(), {
    args: ["run", "-A", join(import.meta.dirname ?? "", "bare_server.ts")],
    env: {
      PORT: String(port),
      ...theirs.env,
      KV_URL: theirs.url,
      LIVEKIT_API_KEY: liveKit.apiKey,
      LIVEKIT_API_SECRET: liveKit.apiSecret,
    },
  });
  starting.defer(() => bare.stop());
  await waitUntilReady(bare, "Listening on", { limitSeconds: 60 });
  const started = starting.move();
  return { liveKit, app, bareUrl, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
