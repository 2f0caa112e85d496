import { expect } from "expect";
import { join } from "node:path";
import { cached, cacheFolder, exists, tryLock, withLock } from "../../../toolchain/cache.ts";

Deno.test("cacheFolder() follows XDG_CACHE_HOME, else the home folder", () => {
  const from = (env: Record<string, string>) => cacheFolder((name) => env[name]);
  expect(from({ XDG_CACHE_HOME: "/x", HOME: "/home/kim" })).toBe(join("/x", "madang"));
  if (Deno.build.os === "linux") {
    expect(from({ HOME: "/home/kim" })).toBe(join("/home/kim", ".cache", "madang"));
  }
  expect(() => from({})).toThrow("XDG_CACHE_HOME");
});

Deno.test("cached() makes a folder once, though many ask at once", async () => {
  await inTemporaryFolder(async (root) => {
    let made = 0;
    const make = async (folder: string) => {
      made++;
      await Deno.writeTextFile(join(folder, "part"), "whole");
    };
    const folders = await Promise.all([1, 2, 3, 4].map(() => cached("thing", make, root)));
    expect(made).toBe(1);
    expect(new Set(folders)).toEqual(new Set([join(root, "thing")]));
    expect(await Deno.readTextFile(join(root, "thing", "part"))).toBe("whole");
  });
});

Deno.test("cached() leaves nothing of what failed, and tries again the next time", async () => {
  await inTemporaryFolder(async (root) => {
    const fails = async (folder: string) => {
      await Deno.writeTextFile(join(folder, "half"), "");
      throw new Error("no network");
    };
    await expect(cached("thing", fails, root)).rejects.toThrow("no network");
    expect(await exists(join(root, "thing"))).toBe(false);
    const folder = await cached("thing", () => Promise.resolve(), root);
    expect(await Array.fromAsync(Deno.readDir(folder))).toEqual([]);
  });
});

Deno.test("tryLock() refuses a second holder and tells what the first one wrote", async () => {
  await inTemporaryFolder(async (root) => {
    const path = join(root, "deep", "dev.lock");
    const first = await tryLock(path);
    if ("heldBy" in first) throw new Error("the lock was taken");
    await first.write("http://127.0.0.1:8000");
    expect(await tryLock(path)).toEqual({ heldBy: "http://127.0.0.1:8000" });
    first.release();
    const second = await tryLock(path);
    expect("heldBy" in second).toBe(false);
    if (!("heldBy" in second)) second.release();
  });
});

Deno.test("tryLock() is given back when its holder is killed", async () => {
  await inTemporaryFolder(async (root) => {
    const path = join(root, "dev.lock");
    const module = new URL("../../../toolchain/cache.ts", import.meta.url).href;
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `const { tryLock } = await import(${JSON.stringify(module)});
         await (await tryLock(${JSON.stringify(path)})).write("held");
         console.log("holding");
         setInterval(() => {}, 1000);`,
      ],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    expect(await tryLock(path)).toEqual({ heldBy: "held" });
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    const lock = await tryLock(path);
    expect("heldBy" in lock).toBe(false);
    if (!("heldBy" in lock)) lock.release();
  });
});

Deno.test("withLock() lets one work at a time", async () => {
  await inTemporaryFolder(async (root) => {
    const events: string[] = [];
    const work = (name: string) =>
      withLock(join(root, "lock"), async () => {
        events.push(`${name} begins`);
        await Deno.writeTextFile(join(root, name), name);
        events.push(`${name} ends`);
      });
    await Promise.all([work("one"), work("other")]);
    expect(events[0].split(" ")[0]).toBe(events[1].split(" ")[0]);
    expect(events[2].split(" ")[0]).toBe(events[3].split(" ")[0]);
  });
});

async function inTemporaryFolder(work: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
