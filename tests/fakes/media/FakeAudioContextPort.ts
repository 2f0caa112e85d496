import type {
  AmplifiedSound,
  AudioContextPort,
  PlayedSound,
  ReplayOptions,
  SoundProbe,
} from "../../../lib/media/ports/audio_context_port.ts";
import { FakeMediaStreamTrack } from "./FakeMediaStream.ts";

/** Sound that a test makes, one frame at a time. */
export class FakeAudioContextPort implements AudioContextPort {
  readonly probed: MediaStream[] = [];
  openProbes = 0;
  isRunning = true;
  /** The system or another app withholds the sound. */
  isWithheld = false;
  nowMs = 0;
  /** While set, opening a probe waits for it. */
  hold: Promise<void> | null = null;
  /** Fills the samples of each frame. */
  sound: (sampleIndex: number) => number = () => 0;
  /** Added to `sound`: the level of one stream. */
  soundOf: (stream: MediaStream) => number = () => 0;
  readonly #frames = new Set<(nowMs: number) => void>();

  async probe(stream: MediaStream): Promise<SoundProbe> {
    this.probed.push(stream);
    await this.hold;
    this.openProbes++;
    return {
      read: (samples) =>
        samples.forEach((_, i) => samples[i] = this.sound(i) + this.soundOf(stream)),
      isRunning: () => this.isRunning,
      isWithheld: () => this.isWithheld,
      close: () => this.openProbes--,
    };
  }

  /** All amplified sounds so far, with their ratios. */
  readonly amplified: (AmplifiedSound & { ratio: number; isOpen: boolean })[] = [];

  amplify(_: MediaStream, onRunning: () => void): Promise<AmplifiedSound | null> {
    if (!this.isRunning) return Promise.resolve(null);
    this.#onRunning.push(onRunning);
    const sound = {
      isRunning: () => this.isRunning,
      track: new FakeMediaStreamTrack("audio"),
      ratio: 1,
      isOpen: true,
      setRatio: (ratio: number) => void (sound.ratio = ratio),
      close: () => void (sound.isOpen = false),
    };
    this.amplified.push(sound);
    return Promise.resolve(sound);
  }

  /** All played sounds so far, with their ratios. */
  readonly played: (PlayedSound & { ratio: number; isOpen: boolean })[] = [];

  hear(_: MediaStream, onRunning: () => void): Promise<PlayedSound> {
    this.#onRunning.push(onRunning);
    const sound = {
      isRunning: () => this.isRunning,
      ratio: 1,
      isOpen: true,
      setRatio: (ratio: number) => void (sound.ratio = ratio),
      close: () => void (sound.isOpen = false),
    };
    this.played.push(sound);
    return Promise.resolve(sound);
  }

  readonly #onRunning: (() => void)[] = [];

  /** A gesture resumes the `AudioContext`. */
  wake(): void {
    this.#run(true);
  }

  /** The platform suspends the `AudioContext`, as in a phone call. */
  suspend(): void {
    this.#run(false);
  }

  #run(isRunning: boolean): void {
    this.isRunning = isRunning;
    for (const tell of this.#onRunning) tell();
  }

  /** All replays so far. */
  readonly replays: { stream: MediaStream; options: ReplayOptions; isOpen: boolean }[] = [];

  async replay(stream: MediaStream, options: ReplayOptions): Promise<(() => void) | null> {
    await this.hold;
    if (!this.isRunning) return null;
    const replay = { stream, options, isOpen: true };
    this.replays.push(replay);
    return () => void (replay.isOpen = false);
  }

  /** The ratio of each `ring`. */
  readonly rung: number[] = [];

  ring(ratio: number): Promise<void> {
    this.rung.push(ratio);
    return Promise.resolve();
  }

  eachFrame(run: (nowMs: number) => void): () => void {
    this.#frames.add(run);
    return () => this.#frames.delete(run);
  }

  get framesRunning(): number {
    return this.#frames.size;
  }

  frame(): void {
    this.nowMs += 16;
    for (const run of [...this.#frames]) run(this.nowMs);
  }

  /** As many frames as fit into `ms`. */
  play(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) this.frame();
  }
}
