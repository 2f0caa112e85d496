/** Puts sounds together into one track, in an `AudioContext` of its own. Nothing of it is played. */
export class SoundMixer {
  /** At the device's own rate: Firefox takes no stream of another one. */
  readonly #context = new AudioContext({ latencyHint: "playback" });
  readonly #mixed = this.#context.createMediaStreamDestination();
  readonly #sources = new Map<MediaStreamTrack, MediaStreamAudioSourceNode>();

  /** Without any source Chromium gives no sound at all, not silence, and `MediaRecorder` would wait for it. */
  readonly #silence = new ConstantSourceNode(this.#context, { offset: 0 });

  constructor() {
    this.#silence.connect(this.#mixed);
    this.#silence.start();
  }

  /** Silence, where nothing is mixed. */
  get track(): MediaStreamTrack {
    return this.#mixed.stream.getAudioTracks()[0];
  }

  /** Starts what the browser suspended: in a click. */
  async start(): Promise<void> {
    await this.#context.resume();
  }

  /** Mixes these tracks from now on, and no others. */
  set(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, source] of this.#sources) {
      if (tracks.includes(track)) continue;
      source.disconnect();
      this.#sources.delete(track);
    }
    for (const track of tracks) {
      if (this.#sources.has(track) || track.readyState === "ended") continue;
      const source = this.#context.createMediaStreamSource(new MediaStream([track]));
      source.connect(this.#mixed);
      this.#sources.set(track, source);
    }
  }

  close(): void {
    this.set([]);
    void this.#context.close();
  }
}
