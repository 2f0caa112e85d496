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
  /** The system or another app keeps the sound. */
  isWithheld = false;
  nowMs = 0;
  /** While set, opening a probe waits for it. */
  hold: Promise<void> | null = null;
  /** Fills the samples of each frame. */
  sound: (sampleIndex: number) => number = () => 0;
  readonly #frames = new Set<(nowMs: number) => void>();

  async probe(stream: MediaStream): Promise<SoundProbe> {
    this.probed.push(stream);
    await this.hold;
    this.openProbes++;
    return {
      read: (samples) => samples.forEach((_, i) => samples[i] = this.sound(i)),
      isRunning: () => this.isRunning,
      isWithheld: () => this.isWithheld,
      close: () => this.openProbes--,
    };
  }

  /** Everything that was ever amplified, and how much it is. */
  readonly amplified: (AmplifiedSound & { ratio: number; isOpen: boolean })[] = [];

  amplify(): Promise<AmplifiedSound | null> {
    if (!this.isRunning) return Promise.resolve(null);
    const sound = {
      track: new FakeMediaStreamTrack("audio"),
      ratio: 1,
      isOpen: true,
      setRatio: (ratio: number) => void (sound.ratio = ratio),
      close: () => void (sound.isOpen = false),
    };
    this.amplified.push(sound);
    return Promise.resolve(sound);
  }

  /** Everything that was ever played, and how loud it is. */
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

  /** A gesture: sound begins. */
  wake(): void {
    this.isRunning = true;
    for (const tell of this.#onRunning) tell();
  }

  /** Everything that was ever replayed. */
  readonly replays: { stream: MediaStream; options: ReplayOptions; isOpen: boolean }[] = [];

  async replay(stream: MediaStream, options: ReplayOptions): Promise<(() => void) | null> {
    await this.hold;
    if (!this.isRunning) return null;
    const replay = { stream, options, isOpen: true };
    this.replays.push(replay);
    return () => void (replay.isOpen = false);
  }

  /** How loud each ringing was. */
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
