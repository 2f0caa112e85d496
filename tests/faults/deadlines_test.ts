/**
 * Every call to storage and to LiveKit ends, also where no server listens, or where it takes the request and never
 * answers. And there is no way around the two ports that ensure it.
 */
import { expect } from "expect";
import { AppError } from "../../lib/server/base/app_error.ts";
import { parseConfig } from "../../lib/server/config/config.ts";
import { openKv } from "../../lib/server/storage/deno_kv.ts";
import { kvDeadlineMs } from "../../lib/server/storage/kv_connection.ts";
import type { KvPort } from "../../lib/server/storage/kv_port.ts";
import { createLiveKitApi, livekitDeadlineMs } from "../../lib/server/livekit/livekit_api.ts";
import type { LiveKitPort } from "../../lib/server/livekit/livekit_port.ts";
import { createLog } from "../../lib/server/base/log.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";
import { timed, until } from "./until.ts";

/** How much later than its deadline a busy machine may notice. Less than the 10 s after which LiveKit's SDK gives up by itself. */
const noticeMs = 7_000;

const kvCalls: Record<string, (kv: KvPort) => Promise<unknown>> = {
  get: (kv) => kv.get(["a"]),
  getMany: (kv) => kv.getMany([["a"], ["b"]]),
  list: (kv) => kv.list(["a"]),
  commit: (kv) => kv.commit({ checks: [], writes: [{ type: "set", key: ["a"], value: 1 }] }),
  "a commit in a queue": async (kv) => {
    const commit = { checks: [], writes: [{ type: "set", key: ["a"], value: 1 }] } as const;
    await Promise.all(Array.from({ length: 20 }, () => kv.commit(commit)));
  },
};

const livekitCalls: Record<string, (livekit: LiveKitPort) => Promise<unknown>> = {
  listParticipants: (livekit) => livekit.listParticipants("space-tea"),
  removeParticipant: (livekit) => livekit.removeParticipant("space-tea", "kim"),
  listRoomNames: (livekit) => livekit.listRoomNames(),
};

// Storage without a server is row F8's: Deno KV's client tries for ever, and logs that on this process's terminal.
Deno.test("KvPort every call ends when no answer comes", async () => {
  const thaw = Promise.withResolvers<void>();
  const server = await startDenoKv();
  const proxy = startFaultProxy(server.url);
  const before = Deno.env.get("DENO_KV_ACCESS_TOKEN");
  Deno.env.set("DENO_KV_ACCESS_TOKEN", server.accessToken);
  const kv = await openKv(proxy.url, createLog({ level: "error", write() {}, now: Date.now }));
  try {
    await kv.get(["a"]);
    const answered = { count: 0, awaited: proxy.requests() };
    proxy.script(async () => {
      await thaw.promise;
      answered.count++;
      return { type: "pass" };
    });
    await Promise.all(
      Object.entries(kvCalls).map(([name, call]) =>
        endsInTime(name, kvDeadlineMs, "storage-unavailable", () => call(kv))
      ),
    );
    thaw.resolve();
    // A call that was given up ends too, once it is answered.
    await until(
      "all answers",
      10_000,
      () => answered.awaited + answered.count === proxy.requests(),
    );
  } finally {
    thaw.resolve();
    kv.close();
    if (before === undefined) Deno.env.delete("DENO_KV_ACCESS_TOKEN");
    else Deno.env.set("DENO_KV_ACCESS_TOKEN", before);
    await proxy.close();
    await server.stop();
  }
});

for (
  const [how, goAway] of [
    ["no server is there", (proxy) => proxy.down()],
    ["no answer comes", (proxy) => proxy.script(() => ({ type: "hang" }))],
  ] satisfies [string, (proxy: FaultProxy) => void][]
) {
  Deno.test(`LiveKitPort every call ends when ${how}`, async () => {
    const proxy = startFaultProxy("http://127.0.0.1:1");
    goAway(proxy);
    const { livekit } = parseConfig({
      LIVEKIT_URL: proxy.url.replace("http", "ws"),
      LIVEKIT_API_KEY: "devkey",
      LIVEKIT_API_SECRET: "a-secret-of-at-least-32-characters",
    });
    const port = createLiveKitApi(livekit);
    await Promise.all(
      Object.entries(livekitCalls).map(([name, call]) =>
        endsInTime(name, livekitDeadlineMs, "livekit-unavailable", () => call(port))
      ),
    );
    await proxy.close();
  });
}

Deno.test("lib/server reaches storage and LiveKit by the two ports alone", async () => {
  const users = async (name: RegExp) => {
    const found: string[] = [];
    const look = async (folder: URL) => {
      for await (const { name: file, isFile } of Deno.readDir(folder)) {
        const path = new URL(isFile ? file : `${file}/`, folder);
        if (!isFile) await look(path);
        else if (name.test(await Deno.readTextFile(path))) found.push(file);
      }
    };
    await look(new URL("../../lib/server/", import.meta.url));
    return found.sort();
  };
  expect(await users(/Deno\.openKv\(/)).toEqual(["deno_kv.ts"]);
  expect(await users(/Deno\.Kv\b/)).toEqual(["deno_kv.ts", "kv_connection.ts"]);
  expect(await users(/\b(RoomServiceClient|EgressClient|IngressClient)\b/))
    .toEqual(["livekit_api.ts"]);
});

async function endsInTime(
  name: string,
  deadlineMs: number,
  code: string,
  call: () => Promise<unknown>,
): Promise<void> {
  const [milliseconds, error] = await timed(() => call().then(() => null, (error) => error));
  expect([name, error instanceof AppError && error.code]).toEqual([name, code]);
  expect(milliseconds).toBeLessThan(deadlineMs + noticeMs);
}
