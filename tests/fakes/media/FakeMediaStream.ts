/** Media streams and tracks without a browser. */

let made = 0;

/** A track that a test can end, as unplugging does. */
export class FakeMediaStreamTrack extends EventTarget implements MediaStreamTrack {
  readonly id: string;
  contentHint = "";
  enabled = true;
  readonly label: string;
  muted = false;
  readyState: MediaStreamTrackState = "live";
  /** The result of `getSettings()`. */
  settings: MediaTrackSettings = {};
  onended: MediaStreamTrack["onended"] = null;
  onmute: MediaStreamTrack["onmute"] = null;
  onunmute: MediaStreamTrack["onunmute"] = null;

  constructor(readonly kind: "audio" | "video", public constraints: MediaTrackConstraints = {}) {
    super();
    this.id = `${kind}-${++made}`;
    this.label = this.id;
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The system mutes the track, or unmutes it. */
  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }

  /** The device is unplugged: unlike `stop`, this fires `ended`. */
  end(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  /** The arguments of each `applyConstraints`. */
  readonly applied: MediaTrackConstraints[] = [];
  /** Called with them, to change `settings` as a browser does. */
  onApply: (constraints: MediaTrackConstraints) => void = () => {};

  async applyConstraints(constraints: MediaTrackConstraints = {}): Promise<void> {
    await null;
    this.constraints = constraints;
    this.applied.push(constraints);
    this.onApply(constraints);
  }
  clone(): MediaStreamTrack {
    return new FakeMediaStreamTrack(this.kind, this.constraints);
  }
  getCapabilities(): MediaTrackCapabilities {
    return {};
  }
  getConstraints(): MediaTrackConstraints {
    return this.constraints;
  }
  getSettings(): MediaTrackSettings {
    return this.settings;
  }
}

/** A stream of fake tracks. */
export class FakeMediaStream extends EventTarget implements MediaStream {
  readonly id = `stream-${++made}`;
  onaddtrack: MediaStream["onaddtrack"] = null;
  onremovetrack: MediaStream["onremovetrack"] = null;
  readonly tracks: FakeMediaStreamTrack[];

  constructor(...tracks: FakeMediaStreamTrack[]) {
    super();
    this.tracks = tracks;
  }

  get active(): boolean {
    return this.tracks.some((track) => track.readyState === "live");
  }
  addTrack(): void {
    throw new TypeError("not part of this fake");
  }
  removeTrack(): void {
    throw new TypeError("not part of this fake");
  }
  clone(): MediaStream {
    return new FakeMediaStream(...this.tracks);
  }
  getTracks(): MediaStreamTrack[] {
    return this.tracks;
  }
  getAudioTracks(): MediaStreamTrack[] {
    return this.tracks.filter((track) => track.kind === "audio");
  }
  getVideoTracks(): MediaStreamTrack[] {
    return this.tracks.filter((track) => track.kind === "video");
  }
  getTrackById(id: string): MediaStreamTrack | null {
    return this.tracks.find((track) => track.id === id) ?? null;
  }
}
