import type { FrameStreams, FromWorker, SentBackground, ToWorker } from "./background_messages.ts";
import { backgroundFiles } from "./background_files.ts";
import {
  type PictureCost,
  ProcessingError,
  type ProcessingFailure,
  type Processor,
  type ProcessorListener,
} from "../ports/processor_port.ts";

/** The first frame is there by then, also over a slow line: 3.5 MB at 1 Mbit/s. */
const startMs = 30_000;

/** The worker tells its figures once a second. After so many seconds without any, although frames come in, it is gone. */
const silentSeconds = 3;

/** Chromium's ends of a track (`MediaStreamTrackProcessor`, `MediaStreamTrackGenerator`); TypeScript does not know them. */
interface FrameReader {
  readonly readable: ReadableStream<VideoFrame>;
}
type FrameWriter = MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
interface InsertableStreams {
  MediaStreamTrackProcessor?: new (init: { track: MediaStreamTrack }) => FrameReader;
  MediaStreamTrackGenerator?: new (init: { kind: "video" }) => FrameWriter;
}

/** Dependencies of a `BackgroundProcessor`. */
export interface BackgroundProcessorParts {
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** Puts a background behind the person in a camera's track, by a worker. */
export class BackgroundProcessor
  implements Processor<MediaStreamTrack, ProcessorListener<PictureCost>> {
  readonly #parts: BackgroundProcessorParts;
  readonly #worker: Worker;
  #background: SentBackground;
  #source: MediaStreamTrack | null = null;
  #made: MediaStreamTrack | null = null;
  #elements: FrameElements | null = null;
  #listener: ProcessorListener<PictureCost> | null = null;
  #onBegun: (failure: ProcessingFailure | null) => void = () => {};
  #cancelWatch = () => {};
  #hasBegun = false;
  #isOver = false;

  /** @throws {ProcessingError} `unsupported` */
  constructor(parts: BackgroundProcessorParts, background: SentBackground) {
    if (!isSupported()) throw new ProcessingError("unsupported");
    this.#parts = parts;
    this.#background = background;
    this.#worker = new Worker(backgroundFiles.worker, { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#hear(data));
    // The script did not come, or is refused; what it throws itself it tells by `failed`.
    this.#worker.addEventListener("error", () => {
      this.#fail(this.#hasBegun ? "unexpected" : "code-missing");
    });
  }

  async start(
    track: MediaStreamTrack,
    listener: ProcessorListener<PictureCost>,
  ): Promise<MediaStreamTrack> {
    this.#source = track;
    this.#listener = listener;
    const begun = new Promise<ProcessingFailure | null>((resolve) => this.#onBegun = resolve);
    const framesPerSecond = track.getSettings().frameRate ?? 30;
    const streams = this.#open(track, framesPerSecond);
    this.#send({
      ...{ type: "start", background: this.#background, streams, framesPerSecond },
      addresses: {
        wasm: new URL(backgroundFiles.wasm, location.href).href,
        model: new URL(backgroundFiles.model, location.href).href,
      },
    }, [...transferOf(this.#background), ...streams ? [streams.readable, streams.writable] : []]);
    this.#cancelWatch = this.#parts.after(startMs, () => this.#fail("stalled"));
    const failure = await begun;
    if (failure !== null || !this.#made) throw new ProcessingError(failure ?? "stalled");
    this.#watch();
    return this.#made;
  }

  /** Shows another background from the next frame on. */
  setBackground(background: SentBackground): void {
    this.#background = background;
    if (!this.#source) return;
    this.#send({ type: "background", background }, transferOf(background));
  }

  stop(): void {
    this.#isOver = true;
    this.#cancelWatch();
    this.#onBegun("stalled");
    this.#worker.terminate();
    this.#elements?.close();
    this.#made?.stop();
  }

  /** Chromium's streams; elsewhere elements, and `null`. */
  #open(track: MediaStreamTrack, framesPerSecond: number): FrameStreams | null {
    const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = insertableStreams();
    if (MediaStreamTrackProcessor && MediaStreamTrackGenerator) {
      const generator = new MediaStreamTrackGenerator({ kind: "video" });
      this.#made = generator;
      const { readable } = new MediaStreamTrackProcessor({ track });
      return { readable, writable: generator.writable };
    }
    this.#elements = new FrameElements(track, framesPerSecond);
    this.#made = this.#elements.track;
    return null;
  }

  #send(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, { transfer });
  }

  async #hear(message: FromWorker): Promise<void> {
    if (this.#isOver) return;
    if (message.type === "begun") this.#begin();
    else if (message.type === "failed") this.#fail(message.reason);
    else if (message.type === "drawn") this.#elements?.show(message.bitmap);
    else if (message.type === "cost") {
      this.#listener?.onCost(message.cost);
      this.#watch();
    } else {
      const bitmap = await this.#elements?.grab() ?? null;
      if (!this.#isOver) this.#send({ type: "frame", bitmap }, bitmap ? [bitmap] : []);
      else bitmap?.close();
    }
  }

  #begin(): void {
    this.#hasBegun = true;
    this.#onBegun(null);
  }

  /**
   * Fails once no figures came for some seconds, and not while the camera itself gives nothing. Each second is a timer of its own: after
   * a sleep, or a page that was busy, one fires before the figures that wait are read.
   */
  #watch(silent = 0): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#parts.after(1000, () => {
      const source = this.#source;
      const isGiving = source?.readyState === "live" && source.enabled && !source.muted;
      if (isGiving && silent + 1 >= silentSeconds) this.#fail("stalled");
      else this.#watch(isGiving ? silent + 1 : 0);
    });
  }

  #fail(reason: ProcessingFailure): void {
    if (this.#isOver) return;
    this.#cancelWatch();
    this.#onBegun(reason);
    this.#listener?.onFailure(reason);
  }
}

/** What other browsers than Chromium take frames from, and show them in. */
class FrameElements {
  readonly track: MediaStreamTrack;
  readonly #video = document.createElement("video");
  readonly #canvas = document.createElement("canvas");
  #isGrabbing = false;

  constructor(track: MediaStreamTrack, framesPerSecond: number) {
    const { width = 1280, height = 720 } = track.getSettings();
    Object.assign(this.#canvas, { width, height });
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = new MediaStream([track]);
    this.#video.play().catch(() => {});
    // Before `captureStream`: Firefox wants a context first.
    this.#canvas.getContext("bitmaprenderer");
    [this.track] = this.#canvas.captureStream(framesPerSecond).getVideoTracks();
  }

  /** The video's picture of now; `null` before its first, and while one is taken already. */
  async grab(): Promise<ImageBitmap | null> {
    if (this.#isGrabbing || this.#video.readyState < 2) return null;
    this.#isGrabbing = true;
    try {
      return await createImageBitmap(this.#video);
    } catch {
      return null;
    } finally {
      this.#isGrabbing = false;
    }
  }

  show(bitmap: ImageBitmap): void {
    const { width, height } = bitmap;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  }

  close(): void {
    this.#video.srcObject = null;
    this.track.stop();
  }
}

function insertableStreams(): InsertableStreams {
  return globalThis as InsertableStreams;
}

/** Workers, WebAssembly and one of the two ways for frames. WebAssembly's SIMD is missing in Safari before 16.4. */
function isSupported(): boolean {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = insertableStreams();
  const hasStreams = MediaStreamTrackProcessor && MediaStreamTrackGenerator;
  return typeof OffscreenCanvas === "function" && typeof WebAssembly === "object" &&
    Boolean(hasStreams || "captureStream" in HTMLCanvasElement.prototype);
}

function transferOf(background: SentBackground): Transferable[] {
  return background.kind === "picture" ? [background.bitmap] : [];
}
