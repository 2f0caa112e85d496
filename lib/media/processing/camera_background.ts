import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { lateCode } from "../../contract/late_code.ts";
import { oneOf, readVersion1 } from "../base/stored_values.ts";
import {
  type BackgroundChoice,
  type BackgroundModel,
  backgroundPictures,
  type BackgroundState,
  type OwnPictureProblem,
} from "../ports/background_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import type { BackgroundCode, PictureProcessor } from "./picture_processor.ts";
import { ProcessingError, type ProcessingFailure } from "../ports/processor_port.ts";

const key = "madang.background";

const choices: readonly BackgroundChoice[] = [
  ...["none", "blur-light", "blur-strong"] as const,
  ...backgroundPictures,
  "own",
];

/** Dependencies of a `CameraBackground`. */
export interface CameraBackgroundParts {
  readonly page: PagePort;
  readonly storage: StoragePort;
  /** The camera's open stream; `null` while closed. */
  readonly picture: ReadonlySignal<MediaStream | null>;
  /** Publishes the camera again, if it is on in a call: `trackOf` has another answer than before. */
  resend(): Promise<void>;
  /** For tests; by default what this browser loads. */
  loadBackgroundCode?(): Promise<BackgroundCode>;
}

/** One processor at work on one stream. */
interface Work {
  readonly source: MediaStream;
  processor: PictureProcessor | null;
  /** The processed track, or `null` where there is none to come. */
  readonly ready: Promise<MediaStreamTrack | null>;
}

/**
 * Stands between the camera's capture and its publishing while a background is chosen. From a failure on the plain track is
 * sent, until another choice or another opening of the camera.
 */
export class CameraBackground implements BackgroundModel {
  readonly #parts: CameraBackgroundParts;
  readonly #choice = signal<BackgroundChoice>("none");
  readonly #state = signal<BackgroundState>({ status: "off" });
  readonly #stream = signal<MediaStream | null>(null);
  readonly #ownPicture = signal<string | null>(null);
  readonly #ownPictureProblem = signal<OwnPictureProblem | null>(null);
  #work: Work | null = null;

  constructor(parts: CameraBackgroundParts) {
    this.#parts = parts;
  }

  get choice(): ReadonlySignal<BackgroundChoice> {
    return this.#choice;
  }
  get state(): ReadonlySignal<BackgroundState> {
    return this.#state;
  }
  get ownPicture(): ReadonlySignal<string | null> {
    return this.#ownPicture;
  }
  get ownPictureProblem(): ReadonlySignal<OwnPictureProblem | null> {
    return this.#ownPictureProblem;
  }
  /** The processed picture; `null` while the plain one is shown. */
  get stream(): ReadonlySignal<MediaStream | null> {
    return this.#stream;
  }

  /** Follows the camera and the stored choice until the returned function is called. */
  start(): () => void {
    const load = () => {
      const stored = readVersion1(this.#parts.storage, key);
      this.#choice.value = oneOf(stored.choice, choices) ?? "none";
    };
    load();
    const stops = [
      this.#parts.storage.onChange(key, load),
      effect(() => {
        const picture = this.#parts.picture.value;
        const choice = this.#choice.value;
        untracked(() => this.#follow(picture, choice));
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.#end({ status: "off" });
    };
  }

  choose(choice: BackgroundChoice): void {
    this.#parts.storage.write(key, { version: 1, choice });
    this.#ownPictureProblem.value = null;
    const isSame = this.#choice.peek() === choice;
    this.#choice.value = choice;
    // Chosen again: after a failure, or as another picture of one's own.
    if (isSame) this.#follow(this.#parts.picture.peek(), choice);
  }

  /** The track to send for the captured `stream`: none is plain while the processed one may still come. */
  async trackOf(stream: MediaStream): Promise<MediaStreamTrack> {
    for (;;) {
      const work = this.#work;
      if (work?.source !== stream) return stream.getTracks()[0];
      const track = await work.ready;
      if (work === this.#work && track) return track;
    }
  }

  async loadOwnPicture(): Promise<void> {
    if (this.#ownPicture.peek()) return;
    const code = await this.#loadCode().catch(() => null);
    this.#showOwnPicture(await code?.readOwnPicture().catch(() => null) ?? null);
  }

  async chooseOwnPicture(file: Blob): Promise<void> {
    this.#ownPictureProblem.value = null;
    const code = await this.#loadCode().catch(() => null);
    const problem = code ? await code.keepOwnPicture(file) : "not-kept";
    this.#ownPictureProblem.value = problem;
    if (!code || problem) return;
    this.#showOwnPicture(await code.readOwnPicture());
    this.choose("own");
  }

  async removeOwnPicture(): Promise<void> {
    if (this.#choice.peek() === "own") this.choose("none");
    await (await this.#loadCode()).removeOwnPicture();
    this.#showOwnPicture(null);
  }

  #showOwnPicture(picture: Blob | null): void {
    const before = this.#ownPicture.peek();
    this.#ownPicture.value = picture && URL.createObjectURL(picture);
    if (before) URL.revokeObjectURL(before);
  }

  #loadCode(): Promise<BackgroundCode> {
    return this.#parts.loadBackgroundCode?.() ??
      lateCode(() => import("./background_code.ts"));
  }

  #follow(picture: MediaStream | null, choice: BackgroundChoice): void {
    if (picture === null || choice === "none") this.#end({ status: "off" });
    else if (this.#work?.source === picture) this.#change(choice);
    else this.#begin(picture, choice);
  }

  #begin(source: MediaStream, choice: BackgroundChoice): void {
    this.#end({ status: "starting" });
    const { promise, resolve } = Promise.withResolvers<MediaStreamTrack | null>();
    const work: Work = { source, processor: null, ready: promise };
    this.#work = work;
    void this.#run(work, choice).then(resolve);
  }

  /** Resolves to the processed track; to `null` after a failure, or where the work is over already. */
  async #run(work: Work, choice: BackgroundChoice): Promise<MediaStreamTrack | null> {
    const isOver = () => this.#work !== work;
    try {
      const code = await this.#loadCode().catch((cause) => {
        throw new ProcessingError("code-missing", { cause });
      });
      if (isOver()) return null;
      const processor = await code.createProcessor(this.#parts.page, choice);
      work.processor = processor;
      if (isOver()) {
        processor.stop();
        return null;
      }
      // Chosen while this one was made.
      if (this.#choice.peek() !== choice) await processor.setChoice(this.#choice.peek());
      const track = await processor.start(work.source.getVideoTracks()[0], {
        onFailure: (reason) => this.#fail(work, reason),
        onCost: (cost) => {
          if (!isOver() && this.#stream.peek()) this.#state.value = { status: "on", cost };
        },
      });
      if (isOver()) return null;
      this.#stream.value = new MediaStream([track]);
      this.#state.value = { status: "on", cost: null };
      void this.#parts.resend();
      return track;
    } catch (error) {
      this.#fail(work, error instanceof ProcessingError ? error.reason : "unexpected");
      return null;
    }
  }

  #change(choice: BackgroundChoice): void {
    const work = this.#work;
    work?.processor?.setChoice(choice).catch((error) => {
      this.#fail(work, error instanceof ProcessingError ? error.reason : "unexpected");
    });
  }

  #fail(work: Work, reason: ProcessingFailure): void {
    if (this.#work !== work) return;
    this.#end({ status: "failed", reason });
  }

  /** Ends the work: the plain track is sent first, then the processed one ends. */
  #end(state: BackgroundState): void {
    const work = this.#work;
    this.#work = null;
    this.#state.value = state;
    const wasShown = this.#stream.peek() !== null;
    this.#stream.value = null;
    const stop = () => work?.processor?.stop();
    if (wasShown) this.#parts.resend().then(stop, stop);
    else stop();
  }
}
