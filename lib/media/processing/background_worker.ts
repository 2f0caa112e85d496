/**
 * The worker of the background: takes frames, finds the person, and puts the background behind. A script of its own
 * (`compat/processing_files.ts`), under a policy of its own.
 */
import type { FrameStreams, FromWorker, SentBackground, ToWorker } from "./background_messages.ts";
import { type Background, BackgroundMixer, type RawPicture } from "./background_mixer.ts";
import { FramePace } from "./frame_pace.ts";
import { drawBitmap } from "./draw_bitmap.ts";
import { byteLengthOf, isPlaneFormat } from "./planes.ts";
import { ProcessingError } from "../ports/processor_port.ts";
import { loadSegmenter } from "./segmenter.ts";

const pace = new FramePace();
let mixer: BackgroundMixer | null = null;
let background: Background | null = null;
let bitmap: ImageBitmap | null = null;
let hasBegun = false;

function tell(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function fail(error: unknown): void {
  const reason = error instanceof ProcessingError ? error.reason : "unexpected";
  tell({ type: "failed", reason });
}

/** Shows another background from the next frame on, or from the first. */
function show(sent: SentBackground): void {
  bitmap?.close();
  bitmap = sent.kind === "picture" ? sent.bitmap : null;
  background = sent.kind === "picture"
    ? { kind: "picture", picture: (width, height) => drawBitmap(sent.bitmap, width, height).data }
    : sent;
  mixer?.setBackground(background);
}

/** Draws one frame, and notes what it took. */
function draw(picture: RawPicture, fromMs: number): RawPicture {
  if (!mixer) throw new ProcessingError("unexpected");
  mixer.steps = pace.steps;
  const drawn = mixer.draw(picture);
  const cost = pace.note(fromMs, performance.now());
  if (cost) tell({ type: "cost", cost });
  if (pace.isTooSlow) throw new ProcessingError("too-slow");
  return drawn;
}

function begin(): void {
  if (!hasBegun) tell({ type: "begun" });
  hasBegun = true;
}

/** A buffer for the frames' bytes, made anew where the size changes. */
let bytes = new Uint8Array();

async function readFrame(frame: VideoFrame): Promise<RawPicture> {
  const { format, visibleRect, displayWidth, displayHeight, colorSpace } = frame;
  const colors = {
    isFullRange: colorSpace.fullRange === true,
    isBt709: colorSpace.matrix === "bt709",
  };
  // A turned frame's bytes lie on their side; a canvas draws it upright.
  const isTurned = Boolean(Reflect.get(frame, "rotation"));
  if (isTurned || !visibleRect || !isPlaneFormat(format)) {
    const size = { width: displayWidth, height: displayHeight };
    const { data } = drawBitmap(frame, size.width, size.height);
    return { format: "RGBA", data: new Uint8Array(data.buffer), ...size, colors };
  }
  const { width, height } = visibleRect;
  const length = byteLengthOf(format, width, height);
  if (bytes.length !== length) bytes = new Uint8Array(length);
  await frame.copyTo(bytes);
  return { format, data: bytes, width, height, colors };
}

/** Chromium: frames come and go by streams. Those that come while one is drawn are left out by the browser. */
async function followStreams({ readable, writable }: FrameStreams): Promise<void> {
  const writer = writable.getWriter();
  const reader = readable.getReader();
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    try {
      const fromMs = performance.now();
      const { format, data, width, height } = draw(await readFrame(frame), fromMs);
      const { timestamp, colorSpace } = frame;
      await writer.write(
        new VideoFrame(data, {
          ...{ format, codedWidth: width, codedHeight: height, timestamp },
          ...format === "RGBA" ? {} : { colorSpace: colorSpace.toJSON() },
        }),
      );
    } finally {
      frame.close();
    }
    begin();
  }
}

/** A frame was asked for, and has not come yet: a slow page is not asked twice. */
let isAsked = false;

/** Elsewhere: frames are asked for by this worker's clock, which goes on in a hidden tab. */
function askForFrames(framesPerSecond: number): void {
  setInterval(() => {
    if (isAsked) return;
    isAsked = true;
    tell({ type: "tick" });
  }, 1000 / framesPerSecond);
}

function answerFrame(bitmap: ImageBitmap | null): void {
  isAsked = false;
  if (!bitmap || !mixer) return;
  const fromMs = performance.now();
  const { width, height } = bitmap;
  const { data } = drawBitmap(bitmap, width, height);
  bitmap.close();
  const colors = { isFullRange: true, isBt709: false };
  const picture = {
    format: "RGBA" as const,
    data: new Uint8Array(data.buffer),
    width,
    height,
    colors,
  };
  const drawn = draw(picture, fromMs);
  const canvas = new OffscreenCanvas(drawn.width, drawn.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const pixels = new Uint8ClampedArray(drawn.data);
  context?.putImageData(new ImageData(pixels, drawn.width, drawn.height), 0, 0);
  const answer = canvas.transferToImageBitmap();
  tell({ type: "drawn", bitmap: answer }, [answer]);
  begin();
}

async function start(message: Extract<ToWorker, { type: "start" }>): Promise<void> {
  show(message.background);
  const segmenter = await loadSegmenter(message.addresses);
  // Another one may have come meanwhile.
  mixer = new BackgroundMixer(segmenter, background ?? { kind: "blur", strength: "strong" });
  if (message.streams) await followStreams(message.streams);
  else askForFrames(message.framesPerSecond);
}

function handle(message: ToWorker): Promise<void> | void {
  if (message.type === "start") return start(message);
  if (message.type === "frame") return answerFrame(message.bitmap);
  show(message.background);
}

self.addEventListener("message", async ({ data }: MessageEvent<ToWorker>) => {
  try {
    await handle(data);
  } catch (error) {
    fail(error);
  }
});
