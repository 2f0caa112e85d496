/** The files in every page's head, which its first picture waits for; scripts are in tests/integration/page_weight_test.ts. */
import { expect } from "expect";
import { gzipSync } from "node:zlib";

/** At most so many bytes of gzip, as the build compresses them (Brotli is smaller yet). */
const limits = { "styles.css": 16 * 1024, "early.js": 1536 };

Deno.test("what every page's head loads is light", async () => {
  for (const [name, limit] of Object.entries(limits)) {
    const text = await Deno.readFile(new URL(`../../static/${name}`, import.meta.url));
    const bytes = gzipSync(text, { level: 9 }).byteLength;
    expect([name, bytes, bytes > limit / 2 && bytes <= limit]).toEqual([name, bytes, true]);
  }
});
