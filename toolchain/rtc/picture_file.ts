/** A picture as a file that Chromium plays as its camera. */
import { paintPicture, pictureStyles } from "./picture.ts";

const usual = { width: 640, height: 360, framesPerSecond: 15, seconds: 4 };

/** Writes a YUV4MPEG2 file for `--use-file-for-fake-video-capture=<path>`. */
export async function writePictureFile(
  path: string,
  style: number,
  { width, height, framesPerSecond, seconds } = usual,
): Promise<void> {
  const file = await Deno.open(path, { create: true, write: true, truncate: true });
  const text = new TextEncoder();
  const pixels = new Uint8Array(width * height * 4);
  try {
    await writeAll(
      file,
      text.encode(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip C420jpeg\n`),
    );
    for (let frame = 0; frame < seconds * framesPerSecond; frame++) {
      paintPicture(pixels, width, height, frame / framesPerSecond, pictureStyles[style]);
      await writeAll(file, text.encode("FRAME\n"));
      await writeAll(file, i420Of(pixels, width, height));
    }
  } finally {
    file.close();
  }
}

/** Full-range BT.601, as JPEG has it; colour at half the resolution. */
function i420Of(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const count = width * height;
  const planes = new Uint8Array(count * 3 / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const [red, green, blue] = [rgba[at], rgba[at + 1], rgba[at + 2]];
      planes[y * width + x] = 0.299 * red + 0.587 * green + 0.114 * blue;
      if (y % 2 === 1 || x % 2 === 1) continue;
      const chroma = count + (y / 2) * (width / 2) + x / 2;
      planes[chroma] = 128 - 0.1687 * red - 0.3313 * green + 0.5 * blue;
      planes[chroma + count / 4] = 128 + 0.5 * red - 0.4187 * green - 0.0813 * blue;
    }
  }
  return planes;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
