/** Messages of a built app that cannot start, as the operator reads them. */
import { expect } from "expect";
import { startApp } from "../../toolchain/app.ts";

/** The output of a start that has to fail. */
async function wordsOf(options: { kvUrl?: string; port?: number }): Promise<string> {
  const started = await startApp({ liveKit: null, ...options }).catch((error) => String(error));
  if (typeof started === "string") return started;
  await started.stop();
  throw new Error("It started");
}

Deno.test("a start that the machine does not allow is told in one line that names the variable", async (test) => {
  const folder = await Deno.makeTempDir();
  const kvUrl = `${folder}/madang.kv`;
  // Takes connections and answers none: what looks whether the app is up is not misled.
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const app = await startApp({ liveKit: null, kvUrl });
  try {
    const wrong: Record<string, () => Promise<string>> = {
      "KV_URL: another process uses this file": () => wordsOf({ kvUrl }),
      "PORT: another process listens there": () => wordsOf({ port: taken.addr.port }),
      "KV_URL: the database cannot be opened and written (file is not a database)": async () => {
        await Deno.writeTextFile(`${folder}/text.kv`, "no database. ".repeat(400));
        return await wordsOf({ kvUrl: `${folder}/text.kv` });
      },
      "KV_URL: the storage is of a newer server (version 999, this one knows": async () => {
        const newer = await Deno.openKv(`${folder}/newer.kv`);
        await newer.set(["schema"], { version: 999 });
        newer.close();
        return await wordsOf({ kvUrl: `${folder}/newer.kv` });
      },
    };
    for (const [line, start] of Object.entries(wrong)) {
      await test.step(line, async () => {
        const words = await start();
        expect(words).toContain(`Cannot start: ${line}`);
        expect(words).not.toMatch(/^\s+at /m);
      });
    }
    await test.step("the first one goes on, and starts again with its file", async () => {
      const ready = await fetch(`${app.url}/api/ready`);
      expect(await ready.json()).toEqual({ livekit: false, storage: true, warnings: [] });
      await app.restart();
    });
  } finally {
    await app.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
