import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { mayModerate } from "../../contract/roles.ts";
import { SerialQueue } from "../base/serial_queue.ts";
import type { ConnectionState, ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { KeptRecordings } from "./kept_recordings.ts";
import type { Recorder, RecorderOptionsGiven } from "./recorder.ts";
import { RecordingError } from "./recording_file.ts";
import { chooseFormat } from "./recording_format.ts";
import { fileNameOf } from "./recording_name.ts";
import type { RecordingModel, RecordingState, RecordingTrouble } from "./recording_types.ts";

/** From the moment in which everybody was told until the first byte: time to see it, and to say something. */
export const noticeMs = 2000;

/** The call shows by then that it is recorded, after the server said so. */
export const shownWithinMs = 10_000;

/** Between two requests: the server may not have heard yet that a new connection joined. */
export const tellAgainMs = 1000;

/** So many requests to begin, before it is given up. */
const tellsMax = 8;

/** The dependencies of a `Recording`. */
export interface RecordingParts {
  readonly slug: string;
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly connectionState: ReadonlySignal<ConnectionState>;
  readonly page: Pick<PagePort, "after">;
  readonly kept: Pick<KeptRecordings, "refresh" | "note">;
  /** Says it to everybody; rejects where that was not done. */
  tell(isRecording: boolean): Promise<void>;
  /** Whether `MediaRecorder` takes this type. */
  isSupported(type: string): boolean;
  open(options: RecorderOptionsGiven): Promise<Recorder>;
  now(): number;
}

/** Records a call on this machine, once everybody was told; it waits while they are not. */
export class Recording implements RecordingModel {
  readonly #parts: RecordingParts;
  readonly #state = signal<RecordingState>("off");
  readonly #seconds = signal(0);
  readonly #bytes = signal(0);
  readonly #trouble = signal<RecordingTrouble | null>(null);
  /** Whether the call itself shows everybody that we record: the server's word, by LiveKit. */
  readonly #isShown: ReadonlySignal<boolean>;
  readonly #isOver: ReadonlySignal<boolean>;
  readonly #hasRole: ReadonlySignal<boolean>;
  /** One request after another, so that the last word holds. */
  readonly #tells = new SerialQueue();
  #recorder: Recorder | null = null;
  #stopFollowing = () => {};
  /** Ends each wait of this recording. */
  #cancel = () => {};

  constructor(parts: RecordingParts) {
    this.#parts = parts;
    const self = computed(() => parts.people.value.find(({ isLocal }) => isLocal) ?? null);
    this.#isShown = computed(() => (self.value?.recordingSince.value ?? null) !== null);
    this.#hasRole = computed(() => self.value === null || mayModerate(self.value.role.value));
    this.#isOver = computed(() =>
      parts.connectionState.value !== "connected" && parts.connectionState.value !== "reconnecting"
    );
  }

  get state(): ReadonlySignal<RecordingState> {
    return this.#state;
  }
  get seconds(): ReadonlySignal<number> {
    return this.#seconds;
  }
  get bytes(): ReadonlySignal<number> {
    return this.#bytes;
  }
  get trouble(): ReadonlySignal<RecordingTrouble | null> {
    return this.#trouble;
  }

  dismissTrouble(): void {
    this.#trouble.value = null;
  }

  async start({ hasPictures }: { readonly hasPictures: boolean }): Promise<void> {
    if (this.#state.peek() !== "off") return;
    this.#trouble.value = null;
    const { slug, people, isSupported, open, now, kept } = this.#parts;
    const format = chooseFormat(hasPictures, isSupported);
    if (format === null) return this.#refuse("unsupported");
    this.#state.value = "telling";
    this.#seconds.value = this.#bytes.value = 0;
    const file = fileNameOf({ startedAtMs: now(), slug, ending: format.ending });
    try {
      this.#recorder = await open({
        ...{ file, format, hasPictures, people },
        onBytes: (bytes) => this.#bytes.value = bytes,
        onFailed: (reason) => void this.#end(reason),
      });
    } catch (error) {
      return this.#refuse(error instanceof RecordingError ? error.reason : "unexpected");
    }
    kept.note();
    const isTold = await this.#tellEverybody() && await this.#pause(noticeMs);
    if (this.#hasEnded()) return;
    // A connection that was made anew meanwhile shows nothing of it.
    if (!isTold || !this.#isShown.peek()) return await this.#end("not-told");
    this.#recorder.begin();
    this.#state.value = "recording";
    this.#stopFollowing = this.#follow();
  }

  stop(): Promise<void> {
    return this.#end(null);
  }

  #refuse(reason: RecordingTrouble): void {
    this.#trouble.value = reason;
    this.#state.value = "off";
  }

  /** Goes on while the call shows that it is recorded; ends with the call, and with the role. */
  #follow(): () => void {
    const stops = [
      effect(() => {
        const isOver = this.#isOver.value;
        if (isOver || !this.#hasRole.value) {
          untracked(() => void this.#end(isOver ? null : "not-allowed"));
        }
      }),
      effect(() => {
        const isShown = this.#isShown.value;
        const isConnected = this.#parts.connectionState.value === "connected";
        untracked(() => {
          if (isShown && this.#state.peek() === "waiting") {
            this.#recorder?.resume();
            this.#state.value = "recording";
          } else if (!isShown && this.#state.peek() === "recording") {
            this.#recorder?.pause();
            this.#state.value = "waiting";
          }
          // A new connection: its participant says nothing of a recording yet.
          if (!isShown && isConnected) void this.#goOn();
        });
      }),
      this.#count(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async #goOn(): Promise<void> {
    const isTold = await this.#tellEverybody();
    const isConnected = this.#parts.connectionState.peek() === "connected";
    if (!isTold && isConnected && !this.#isShown.peek()) await this.#end("not-told");
  }

  #count(): () => void {
    let cancel = () => {};
    const next = () => {
      cancel = this.#parts.page.after(1000, () => {
        if (this.#state.peek() === "recording") this.#seconds.value++;
        next();
      });
    };
    next();
    return () => cancel();
  }

  /** Until the call shows it. False where it does not, or the recording was ended. */
  async #tellEverybody(): Promise<boolean> {
    for (let tells = 0; tells < tellsMax; tells++) {
      const isTold = await this.#tell(true);
      if (this.#hasEnded()) return false;
      if (isTold) return await this.#untilShown();
      if (!await this.#pause(tellAgainMs)) return false;
    }
    return false;
  }

  #tell(isRecording: boolean): Promise<boolean> {
    return this.#tells.run(() => this.#parts.tell(isRecording).then(() => true, () => false));
  }

  #untilShown(): Promise<boolean> {
    return new Promise((resolve) => {
      let stop = () => {};
      const done = (isShown: boolean) => {
        resolve(isShown);
        cancel();
        queueMicrotask(() => stop());
      };
      const cancel = this.#parts.page.after(shownWithinMs, () => done(false));
      stop = effect(() => {
        if (this.#isShown.value) untracked(() => done(true));
        else if (this.#isOver.value) untracked(() => done(false));
      });
    });
  }

  /** False where the recording was ended meanwhile. */
  #pause(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#parts.page.after(ms, () => resolve(!this.#hasEnded()));
      this.#cancel = () => {
        cancel();
        resolve(false);
      };
    });
  }

  #hasEnded(): boolean {
    return this.#state.peek() === "off" || this.#state.peek() === "ending";
  }

  async #end(trouble: RecordingTrouble | null): Promise<void> {
    if (this.#hasEnded()) return;
    this.#state.value = "ending";
    this.#trouble.value = trouble;
    this.#stopFollowing();
    this.#stopFollowing = () => {};
    this.#cancel();
    const recorder = this.#recorder;
    this.#recorder = null;
    await recorder?.end().catch(() => this.#trouble.value = "unexpected");
    // Only now: everybody sees the sign until the last byte. Where it fails, the sign ends with our connection.
    await this.#tell(false);
    await this.#parts.kept.refresh();
    this.#state.value = "off";
  }
}
