/** Records what this browser hears, and by choice sees, of a call into a private file: Web Audio, a canvas, and `MediaRecorder`. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { RecordingFormat } from "./recording_format.ts";
import { RecordingFile } from "./recording_file.ts";
import type { WriteFailure } from "./recording_messages.ts";
import { SoundMixer } from "./sound_mixer.ts";
import { TilePainter } from "./tile_painter.ts";

/** A crash loses about so much. */
const chunkMs = 1000;

const framesPerSecond = 15;

/** MP4 is written from one key frame to the next: by its own choice Chromium would write nothing for many seconds. */
const keyFramesMs = 2000;

const bitsPerSecond = { audioBitsPerSecond: 96_000, videoBitsPerSecond: 1_500_000 } as const;

/** Standard, and unknown to TypeScript. */
interface RecorderOptions extends MediaRecorderOptions {
  videoKeyFrameIntervalDuration: number;
}

/** What a `Recorder` is opened with. */
export interface RecorderOptionsGiven {
  readonly file: string;
  readonly format: RecordingFormat;
  readonly hasPictures: boolean;
  /** Newcomers are in it from then on. */
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  onBytes(bytes: number): void;
  /** It goes on no more; call `end`. */
  onFailed(reason: WriteFailure): void;
}

/** One recording. */
export interface Recorder {
  begin(): void;
  pause(): void;
  resume(): void;
  /** Resolves when all is written. */
  end(): Promise<void>;
}

/**
 * Opens the file and the sound, in a click. Nothing is recorded before `begin`.
 *
 * @throws {RecordingError}
 */
export async function openRecorder(options: RecorderOptionsGiven): Promise<Recorder> {
  const { file, format, hasPictures, people, onBytes, onFailed } = options;
  // First: the click allows it to run.
  const mixer = new SoundMixer();
  const painter = hasPictures ? new TilePainter() : null;
  const paint = () => painter?.paint(people.peek());
  let written: RecordingFile;
  try {
    [written] = await Promise.all([
      RecordingFile.open(file, hasPictures ? framesPerSecond : 0, {
        onWritten: onBytes,
        onFailed,
        onTick: paint,
      }),
      mixer.start(),
    ]);
  } catch (error) {
    mixer.close();
    throw error;
  }
  const stopMixing = effect(() => mixer.set(people.value.flatMap(({ sounds }) => sounds.value)));
  paint();
  const tracks = [mixer.track, ...painter ? [painter.captureTrack(framesPerSecond)] : []];
  const recorderOptions: RecorderOptions = {
    ...bitsPerSecond,
    mimeType: format.type,
    videoKeyFrameIntervalDuration: keyFramesMs,
  };
  const recorder = new MediaRecorder(new MediaStream(tracks), recorderOptions);
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (data.size > 0) written.append(data);
  });
  recorder.addEventListener("error", () => onFailed("unexpected"));
  return {
    begin: () => recorder.start(chunkMs),
    pause: () => recorder.state === "recording" && recorder.pause(),
    resume: () => recorder.state === "paused" && recorder.resume(),
    async end() {
      if (recorder.state !== "inactive") {
        const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
        recorder.stop();
        await stopped;
      }
      stopMixing();
      for (const track of tracks) track.stop();
      painter?.close();
      mixer.close();
      await written.close();
    },
  };
}
