import { expect } from "expect";
import { KvConnection } from "../../../lib/server/kv_connection.ts";
import { createLog } from "../../../lib/server/log.ts";

const never = () => new Promise<never>(() => {});

/** A log that tells when something is logged. */
function listeningLog() {
  const events = new Map<string, PromiseWithResolvers<void>>();
  const heard = (event: string) => {
    if (!events.has(event)) events.set(event, Promise.withResolvers());
    return events.get(event)!;
  };
  const write = (line: string) => heard(JSON.parse(line).event).resolve();
  const log = createLog({ level: "debug", write, now: Date.now });
  return { log, logged: (event: string) => heard(event).promise };
}

Deno.test("KvConnection gives up a call that hangs, and a fresh connection takes over", async () => {
  const { log, logged } = listeningLog();
  const opened: Deno.Kv[] = [];
  const connection = new KvConnection({
    open: async () => {
      opened.push(await Deno.openKv(":memory:"));
      return opened.at(-1)!;
    },
    isRemote: true,
    log,
    deadlineMs: 1,
  });
  await connection.start();
  await expect(connection.call(never)).rejects.toMatchObject({ code: "storage-unavailable" });
  await logged("storage-back");
  expect(opened).toHaveLength(2);
  expect(connection.current).toBe(opened[1]);
  // The old one is closed: what hung on it ends with it.
  await expect(opened[0].get(["a"])).rejects.toThrow();
  connection.close();
});

Deno.test("KvConnection never opens memory or a file again", async () => {
  let opened = 0;
  const connection = new KvConnection({
    open: () => {
      opened++;
      return Deno.openKv(":memory:");
    },
    isRemote: false,
    log: listeningLog().log,
    deadlineMs: 1,
  });
  await connection.start();
  await expect(connection.call(never)).rejects.toMatchObject({ code: "storage-unavailable" });
  expect(opened).toBe(1);
  connection.close();
});

Deno.test("KvConnection starts while its server is away, and is there once the server is", async () => {
  const { log, logged } = listeningLog();
  let tries = 0;
  const connection = new KvConnection({
    open: () => ++tries < 3 ? Promise.reject(new Error("away")) : Deno.openKv(":memory:"),
    isRemote: true,
    log,
    retryAfterMs: 1,
  });
  await connection.start();
  await expect(connection.call(never)).rejects.toMatchObject({ code: "storage-unavailable" });
  // Its own timers keep no process alive, and this test is one.
  const alive = setInterval(() => {}, 60_000);
  await logged("storage-back");
  clearInterval(alive);
  expect(await connection.call((kv) => kv.get(["a"]))).toMatchObject({ value: null });
  connection.close();
});

Deno.test("KvConnection rejects when a file cannot be opened: nothing could be stored", async () => {
  const connection = new KvConnection({
    open: () => Promise.reject(new Error("no such folder")),
    isRemote: false,
    log: listeningLog().log,
  });
  await expect(connection.start()).rejects.toThrow("no such folder");
});

Deno.test("KvConnection that is closed while its server is away tries no more", async () => {
  let tries = 0;
  const connection = new KvConnection({
    open: () => {
      tries++;
      return Promise.reject(new Error("away"));
    },
    isRemote: true,
    log: listeningLog().log,
    retryAfterMs: 60_000,
  });
  await connection.start();
  connection.close();
  await connection.pause(60_000);
  expect(tries).toBeLessThanOrEqual(2);
});
