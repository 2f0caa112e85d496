/** The Redis that LiveKit keeps its calls in, started as deploy/compose.replicas.yaml starts it. */
import { Child, waitUntilReady } from "../../toolchain/child.ts";
import { which } from "../../toolchain/command.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

/** Starts it on a port of its own. @throws {Error} without a `redis-server` on the PATH */
export async function startRedis(): Promise<AsyncDisposable & { readonly address: string }> {
  const program = await which("redis-server");
  if (program === null) {
    throw new Error("No redis-server on the PATH (Debian: apt install redis-server)");
  }
  const port = freeTcpPort();
  const child = new Child(program, {
    args: ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no"],
  });
  await waitUntilReady(child, "Ready to accept connections", { limitSeconds: 30 });
  return { address: `127.0.0.1:${port}`, [Symbol.asyncDispose]: () => child.stop() };
}
