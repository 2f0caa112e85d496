/** The worker of encrypted calls, as the built app serves it. */
import { gzipSync } from "node:zlib";
import { expect } from "expect";
import { startApp } from "../../toolchain/app.ts";

Deno.test("the encryption worker is our own file, light, and may load nothing [S356]", async () => {
  const app = await startApp({ liveKit: null });
  try {
    const list: { name: string }[] = JSON.parse(
      await Deno.readTextFile("_fresh/processing/files.json"),
    );
    const name = list.find((file) => file.name.startsWith("e2ee_worker-"))?.name;
    const answer = await fetch(`${app.url}/processing/${name}`);
    expect([answer.status, answer.headers.get("content-security-policy")])
      .toEqual([200, "default-src 'none'"]);
    expect(answer.headers.get("content-type")).toContain("javascript");
    const source = await answer.text();
    expect(gzipSync(source).byteLength).toBeLessThanOrEqual(32 * 1024);
    expect(source).not.toMatch(/\bimport\b/);
    // No page names it: only the code of an encrypted call does.
    for (const path of ["/", "/space/tea", "/space/tea/settings"]) {
      expect(await (await fetch(app.url + path)).text()).not.toContain("e2ee_worker");
    }
  } finally {
    await app.stop();
  }
});
