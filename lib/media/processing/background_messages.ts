/** What the page and the worker of the background tell each other. */
import type { BlurStrength } from "./person_grid.ts";
import type { PictureCost, ProcessingFailure } from "../ports/processor_port.ts";

/** What stands behind the person, as it is sent: a picture is transferred. */
export type SentBackground =
  | { readonly kind: "blur"; readonly strength: BlurStrength }
  | { readonly kind: "picture"; readonly bitmap: ImageBitmap };

/** Where the files of the model lie. */
export interface SegmenterAddresses {
  readonly wasm: string;
  readonly model: string;
}

/** From the page. */
export type ToWorker =
  | {
    readonly type: "start";
    readonly addresses: SegmenterAddresses;
    readonly background: SentBackground;
    /** Chromium's streams of frames; elsewhere the page sends each `frame` after a `tick`. */
    readonly streams: FrameStreams | null;
    /** At most so many frames a second, for `tick`. */
    readonly framesPerSecond: number;
  }
  | { readonly type: "background"; readonly background: SentBackground }
  /** `null`: the page had no picture yet. */
  | { readonly type: "frame"; readonly bitmap: ImageBitmap | null };

/** The two ends of a track: frames come in, and go out. */
export interface FrameStreams {
  readonly readable: ReadableStream<VideoFrame>;
  readonly writable: WritableStream<VideoFrame>;
}

/** From the worker. */
export type FromWorker =
  /** Asks for a `frame`. */
  | { readonly type: "tick" }
  /** An answer to `frame`. */
  | { readonly type: "drawn"; readonly bitmap: ImageBitmap }
  /** The first frame is out. */
  | { readonly type: "begun" }
  /** About once a second, as long as frames come out. */
  | { readonly type: "cost"; readonly cost: PictureCost }
  | { readonly type: "failed"; readonly reason: ProcessingFailure };
