/** The canvas of this worker, kept while its size stays. */
let canvas: OffscreenCanvas | null = null;

/** The pixels of `source`, cut so that it fills `width` × `height`. */
export function drawBitmap(
  source: ImageBitmap | VideoFrame,
  width: number,
  height: number,
): ImageData {
  if (canvas?.width !== width || canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height);
  }
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new TypeError("No 2D canvas");
  const size = "displayWidth" in source
    ? { width: source.displayWidth, height: source.displayHeight }
    : source;
  const scale = Math.max(width / size.width, height / size.height);
  const drawn = { width: size.width * scale, height: size.height * scale };
  context.drawImage(
    source,
    (width - drawn.width) / 2,
    (height - drawn.height) / 2,
    drawn.width,
    drawn.height,
  );
  return context.getImageData(0, 0, width, height);
}
