import { type RemoteTrack, Track } from "livekit-client";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import { RemoteTrackVolume } from "./RemoteTrackVolume.ts";
import { type PauseWatch, watchPauses } from "./watch_pauses.ts";

interface Playing {
  readonly identity: string;
  /** The sound of a shared screen, else a voice. */
  readonly isScreen: boolean;
  readonly element: HTMLMediaElement;
  readonly volume: RemoteTrackVolume;
  readonly pauses: PauseWatch;
}

/** Plays all remote audio tracks of a room, each participant with a volume of its own, whether or not its tile is rendered. */
export class RemoteAudio {
  readonly #loadAudio: () => Promise<AudioContextPort>;
  readonly #onPaused: () => void;
  /** By identity; also for participants without a track yet. */
  readonly #volumes = new Map<string, { readonly voice: number; readonly screen: number }>();
  /** Elements that play amplified sound, of which the SDK does not know. */
  readonly #amplified = new Set<HTMLAudioElement>();
  /** The player of each track. The SDK has detached a track's elements before it reports `TrackUnsubscribed`. */
  readonly #playing = new Map<RemoteTrack, Playing>();

  /** @param onPaused Called when `isPaused` may have changed. */
  constructor(loadAudio: () => Promise<AudioContextPort>, onPaused: () => void) {
    this.#loadAudio = loadAudio;
    this.#onPaused = onPaused;
  }

  /** Whether the platform has paused a track that played. */
  get isPaused(): boolean {
    return [...this.#playing.values()].some(({ pauses }) => pauses.isPaused);
  }

  /** Plays a track of the participant `identity`, if it is audio. */
  play(track: RemoteTrack, identity: string): void {
    if (track.kind !== Track.Kind.Audio) return;
    const element = track.attach();
    element.hidden = true;
    document.body.append(element);
    const stream = new MediaStream([track.mediaStreamTrack]);
    const volume = new RemoteTrackVolume({
      element,
      stream,
      loadAudio: this.#loadAudio,
      playAmplified: (amplified) => this.#playAmplified(amplified, element),
    });
    const pauses = watchPauses(element, this.#onPaused);
    const isScreen = track.source === Track.Source.ScreenShareAudio;
    this.#playing.set(track, { identity, isScreen, element, volume, pauses });
    volume.setRatio(this.#volumes.get(identity)?.[isScreen ? "screen" : "voice"] ?? 1);
  }

  has(track: RemoteTrack): boolean {
    return this.#playing.has(track);
  }

  stop(track: RemoteTrack): void {
    const playing = this.#playing.get(track);
    if (!playing) return;
    this.#playing.delete(track);
    playing.pauses.stop();
    playing.element.remove();
    playing.volume.close();
    if (playing.pauses.isPaused) this.#onPaused();
  }

  stopAll(): void {
    [...this.#playing.keys()].forEach((track) => this.stop(track));
  }

  /** Sets the volume of one participant: of the voice, 0–2, and of a shared screen's sound, 0–1. */
  setVolume(identity: string, voice: number, screen: number): void {
    this.#volumes.set(identity, { voice, screen });
    this.#apply((playing) => playing.identity === identity);
  }

  /** Sets every volume again, after something else changed them. */
  applyVolumes(): void {
    this.#apply(() => true);
  }

  /** Sends amplified sound to a speaker; all other sound follows the SDK. */
  async setOutput(deviceId: string): Promise<void> {
    await Promise.all([...this.#amplified].map((element) => element.setSinkId(deviceId)));
  }

  #playAmplified(track: MediaStreamTrack, beside: HTMLMediaElement): () => void {
    const element = new Audio();
    element.srcObject = new MediaStream([track]);
    this.#amplified.add(element);
    const start = async () => {
      if (beside.sinkId) await element.setSinkId(beside.sinkId).catch(() => {});
      await element.play();
    };
    // Refused without a click: the next change of the volume is one.
    start().catch(() => {});
    return () => {
      this.#amplified.delete(element);
      element.pause();
      element.srcObject = null;
    };
  }

  #apply(isAffected: (playing: Playing) => boolean): void {
    for (const playing of this.#playing.values()) {
      const volumes = this.#volumes.get(playing.identity);
      if (!volumes || !isAffected(playing)) continue;
      playing.volume.setRatio(playing.isScreen ? volumes.screen : volumes.voice);
    }
  }
}
