import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect } from "expect";
import { writeProcessingFiles } from "../../../../compat/processing_files.ts";
import { backgroundPictures } from "../../../../lib/media/ports/background_types.ts";
import {
  backgroundFiles,
  pictureFiles,
} from "../../../../lib/media/processing/background_files.ts";

/** What @twilio/video-processors 3.2.0 ships, of which we serve two files and bundle one. */
const shipped = {
  "tflite-simd-1-0-0.js": "1675c54d0c35235cd45cb658a75e188153dec998add93f6183ab957da4af1362",
  "tflite-simd-1-0-0.wasm": "28813f8fdd8ca46e405b4473dcaf8e783f8028b845e30fdc9eee815118a76953",
  "selfie_segmentation_landscape.tflite":
    "490e9ea734313e0de10fa0cd9e3c6133e36ea4db2b7a49bde9ef019f72796b8e",
};

const root = join(import.meta.dirname ?? ".", "../../../..");

Deno.test("the background's files are the ones of the package that were looked at", async () => {
  const folder = join(root, "node_modules/@twilio/video-processors/dist/build");
  for (const [name, hash] of Object.entries(shipped)) {
    const bytes = await Deno.readFile(join(folder, name));
    expect([name, createHash("sha256").update(bytes).digest("hex")]).toEqual([name, hash]);
  }
});

Deno.test("our pictures are small, draw themselves, and load nothing", async () => {
  expect(Object.keys(pictureFiles)).toEqual([...backgroundPictures]);
  for (const name of backgroundPictures) {
    const text = await Deno.readTextFile(join(root, `lib/media/processing/pictures/${name}.svg`));
    expect(text.length).toBeLessThan(25_000);
    // Firefox draws an SVG on a canvas only with a size of its own.
    expect(text).toMatch(/<svg[^>]* width="1280"[^>]* height="720"/);
    expect(text.replace("http://www.w3.org/2000/svg", "")).not.toMatch(
      /https?:|href|<script|<style/,
    );
  }
});

Deno.test("writeProcessingFiles() makes every file that the sources name, in development by its plain name", async () => {
  const outDir = await Deno.makeTempDir();
  try {
    await writeProcessingFiles({ root, outDir, target: ["chrome110"], isDev: true });
    const names = [...Deno.readDirSync(join(outDir, "processing"))].map(({ name }) => name);
    for (const address of [...Object.values(backgroundFiles), ...Object.values(pictureFiles)]) {
      expect(names).toContain(address.replace("/processing/", ""));
    }
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});
