import type {
  AmplifiedSound,
  AudioContextPort,
  SoundProbe,
} from "../../../lib/media/audio_context_port.ts";
import { FakeMediaStreamTrack } from "./FakeMediaStream.ts";

/** Sound that a test makes, one frame at a time. */
export class FakeAudioContextPort implements AudioContextPort {
  readonly probed: MediaStream[] = [];
  openProbes = 0;
  isRunning = true;
  /** While set, opening a probe waits for it. */
  hold: Promise<void> | null = null;
  /** Fills the samples of each frame. */
  sound: (sampleIndex: number) => number = () => 0;
  readonly #frames = new Set<() => void>();

  async probe(stream: MediaStream): Promise<SoundProbe> {
    this.probed.push(stream);
    await this.hold;
    this.openProbes++;
    return {
      read: (samples) => samples.forEach((_, i) => samples[i] = this.sound(i)),
      isRunning: () => this.isRunning,
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

  eachFrame(run: () => void): () => void {
    this.#frames.add(run);
    return () => this.#frames.delete(run);
  }

  get framesRunning(): number {
    return this.#frames.size;
  }

  frame(): void {
    for (const run of [...this.#frames]) run();
  }
}
