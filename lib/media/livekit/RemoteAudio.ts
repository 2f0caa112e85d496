import { type RemoteTrack, Track } from "livekit-client";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import { RemoteTrackVolume } from "./RemoteTrackVolume.ts";
import { type PauseWatch, watchPauses } from "./watch_pauses.ts";

interface Playing {
  readonly identity: string;
  readonly element: HTMLMediaElement;
  readonly volume: RemoteTrackVolume;
  readonly pauses: PauseWatch;
}

/** Plays all remote audio tracks of a room, each participant with a volume of its own, whether or not its tile is rendered. */
export class RemoteAudio {
  readonly #loadAudio: () => Promise<AudioContextPort>;
  readonly #onPaused: () => void;
  /** By identity, 0–1; also for participants without a track yet. */
  readonly #volumes = new Map<string, number>();
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
    const volume = new RemoteTrackVolume({ element, stream, loadAudio: this.#loadAudio });
    const pauses = watchPauses(element, this.#onPaused);
    this.#playing.set(track, { identity, element, volume, pauses });
    volume.setRatio(this.#volumes.get(identity) ?? 1);
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

  /** Sets the volume of one participant, 0–1. */
  setVolume(identity: string, ratio: number): void {
    this.#volumes.set(identity, ratio);
    this.#apply((playing) => playing.identity === identity);
  }

  /** Sets every volume again, after something else changed them. */
  applyVolumes(): void {
    this.#apply(() => true);
  }

  #apply(isAffected: (playing: Playing) => boolean): void {
    for (const playing of this.#playing.values()) {
      const ratio = this.#volumes.get(playing.identity);
      if (ratio !== undefined && isAffected(playing)) playing.volume.setRatio(ratio);
    }
  }
}
