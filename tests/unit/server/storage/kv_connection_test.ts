import { expect } from "expect";
import { KvConnection, maxHangingProbes } from "../../../../lib/server/storage/kv_connection.ts";
import { createLog } from "../../../../lib/server/base/log.ts";

const never = () => new Promise<never>(() => {});

/** A log with a promise of its next line. */
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

Deno.test("KvConnection rejects a hanging call in time, and opens a new connection", async () => {
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
  // The old connection is closed, which ends its hanging calls.
  await expect(opened[0].get(["a"])).rejects.toThrow();
  connection.close();
});

Deno.test("KvConnection asks nothing of a server that is known to be away, and goes on once it is back", async () => {
  const { log, logged } = listeningLog();
  let isAway = false;
  const connection = new KvConnection({
    open: () => isAway ? Promise.reject(new Error("away")) : Deno.openKv(":memory:"),
    isRemote: true,
    log,
    deadlineMs: 1,
    retryAfterMs: 1,
  });
  await connection.start();
  isAway = true;
  await expect(connection.call(never)).rejects.toMatchObject({ code: "storage-unavailable" });
  const alive = setInterval(() => {}, 60_000);
  await logged("storage-away");
  let asked = 0;
  const ask = () => {
    asked++;
    return never();
  };
  await expect(connection.call(ask)).rejects.toMatchObject({ code: "storage-unavailable" });
  expect(asked).toBe(0);
  isAway = false;
  await logged("storage-back");
  clearInterval(alive);
  expect(await connection.call(() => Promise.resolve("answered"))).toBe("answered");
  connection.close();
});

Deno.test("KvConnection that is refused is replaced, but not after misuse", async () => {
  const { log, logged } = listeningLog();
  let opened = 0;
  const connection = new KvConnection({
    open: () => {
      opened++;
      return Deno.openKv(":memory:");
    },
    isRemote: true,
    log,
  });
  await connection.start();
  for (const misuse of [new TypeError("Too many checks (max 100)"), new RangeError("no")]) {
    await expect(connection.call(() => Promise.reject(misuse))).rejects.toBe(misuse);
  }
  expect(opened).toBe(1);
  // As KV Connect rejects an expired token.
  const refusal = new Error("KV Connect failed to call (status=401 Unauthorized)");
  await expect(connection.call(() => Promise.reject(refusal))).rejects.toBe(refusal);
  await logged("storage-back");
  expect(opened).toBe(2);
  connection.close();
});

Deno.test("KvConnection ignores errors of a connection that was already replaced", async () => {
  const { log, logged } = listeningLog();
  let opened = 0;
  const connection = new KvConnection({
    open: () => {
      opened++;
      return Deno.openKv(":memory:");
    },
    isRemote: true,
    log,
    deadlineMs: 60_000,
  });
  await connection.start();
  const late = Promise.withResolvers<never>();
  const calls = [late.promise, Promise.reject(new Error("refused"))].map((work) =>
    connection.call(() => work).catch(() => {})
  );
  await calls[1];
  await logged("storage-back");
  late.reject(new Error("refused, too"));
  await Promise.all(calls);
  // The first probe begins at once.
  expect(opened).toBe(2);
  connection.close();
});

Deno.test("KvConnection bounds the probes that hang at once", async () => {
  const hanging: PromiseWithResolvers<Deno.Kv>[] = [];
  let isBack = false;
  const { log, logged } = listeningLog();
  const connection = new KvConnection({
    open: () => {
      if (isBack) return Deno.openKv(":memory:");
      hanging.push(Promise.withResolvers());
      return hanging.at(-1)!.promise;
    },
    isRemote: true,
    log,
    probeDeadlineMs: 5,
    retryAfterMs: 1,
  });
  const starting = connection.start();
  hanging[0].reject(new Error("away"));
  await starting;
  const alive = setInterval(() => {}, 60_000);
  while (hanging.length <= maxHangingProbes) await connection.pause(1);
  await connection.pause(50);
  expect(hanging.length).toBe(1 + maxHangingProbes);
  isBack = true;
  for (const { reject } of hanging) reject(new Error("gone"));
  await logged("storage-back");
  clearInterval(alive);
  connection.close();
});

Deno.test("KvConnection never reopens memory or a file", async () => {
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

Deno.test("KvConnection starts while its server is away, and connects once it is back", async () => {
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

Deno.test("KvConnection logs why its server is away, at the start and later", async () => {
  const lines: string[] = [];
  const away = Promise.withResolvers<void>();
  const write = (line: string) => {
    lines.push(line);
    if (lines.length === 2) away.resolve();
  };
  const log = createLog({ level: "error", write, now: Date.now });
  const refused = () => Promise.reject(new Error("Error code: 401 Unauthorized"));
  const started = new KvConnection({ open: refused, isRemote: true, log });
  await started.start();
  started.close();
  let opened = 0;
  const open = () => ++opened === 1 ? Deno.openKv(":memory:") : refused();
  const later = new KvConnection({ open, isRemote: true, log, retryAfterMs: 1 });
  await later.start();
  await expect(later.call(refused)).rejects.toThrow("401");
  await away.promise;
  later.close();
  for (const line of lines.slice(0, 2)) {
    expect(JSON.parse(line)).toMatchObject({
      event: "storage-away",
      error: { code: "storage-unavailable", cause: { message: "Error code: 401 Unauthorized" } },
    });
  }
});

Deno.test("KvConnection rejects when a file cannot be opened", async () => {
  const connection = new KvConnection({
    open: () => Promise.reject(new Error("no such folder")),
    isRemote: false,
    log: listeningLog().log,
  });
  await expect(connection.start()).rejects.toThrow("no such folder");
});

Deno.test("KvConnection that is closed while its server is away stops probing", async () => {
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
