import type { CaptureKind, MediaError } from "../../../lib/media/ports/call_types.ts";
import type { DevicesPort, ListedDevice } from "../../../lib/media/ports/devices_port.ts";
import { MediaFailure } from "../../../lib/media/base/media_failure.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "./FakeMediaStream.ts";

/** One `getUserMedia` request, which the test grants or refuses. */
export interface CaptureRequest {
  readonly kind: CaptureKind | "screen";
  readonly constraints: MediaTrackConstraints;
  grant(): FakeMediaStream;
  refuse(type: MediaError["type"]): void;
}

/** Devices that open at once, or, with `isHeld`, when the test grants the request. */
export class FakeDevicesPort implements DevicesPort {
  canCaptureScreen = true;
  canSelectOutput = true;
  canIsolateVoice = false;
  canChooseFacing = false;
  isHeld = false;
  listed: readonly ListedDevice[] = [];
  permission: Record<CaptureKind, PermissionState | null> = { microphone: null, camera: null };
  /** Refusals for the next captures, in order; `null` grants. */
  readonly refusals: (MediaError["type"] | null)[] = [];
  readonly requests: CaptureRequest[] = [];
  /** The settings of the next tracks. */
  settings: MediaTrackSettings = {};
  readonly streams: FakeMediaStream[] = [];
  /** Called with the tracks of each granted request, to change them as a browser does. */
  onGrant: (tracks: readonly FakeMediaStreamTrack[]) => void = () => {};
  listings = 0;
  /** The largest number of streams of one kind that were open at once: more than 1 is a defect. */
  mostAtOnce = 0;
  readonly #listeners = new Set<() => void>();
  #holdListing: Promise<void> | null = null;

  capture(kind: CaptureKind, constraints: MediaTrackConstraints): Promise<MediaStream> {
    return this.#ask(kind, constraints);
  }

  captureScreen(): Promise<MediaStream> {
    return this.#ask("screen", {});
  }

  async list(): Promise<readonly ListedDevice[]> {
    this.listings++;
    const { listed } = this;
    await this.#holdListing;
    return listed;
  }

  queryPermission(kind: CaptureKind): Promise<PermissionState | null> {
    return Promise.resolve(this.permission[kind]);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Fires `devicechange`, with a new list. */
  change(listed: readonly ListedDevice[] = this.listed): void {
    this.listed = listed;
    for (const listener of [...this.#listeners]) listener();
  }

  /** The next listings wait until the returned function is called. */
  holdListing(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#holdListing = promise;
    return () => {
      this.#holdListing = null;
      resolve();
    };
  }

  /** The streams that are open now. */
  get live(): FakeMediaStream[] {
    return this.streams.filter((stream) => stream.active);
  }

  #ask(kind: CaptureKind | "screen", constraints: MediaTrackConstraints): Promise<MediaStream> {
    const { promise, resolve, reject } = Promise.withResolvers<MediaStream>();
    const request: CaptureRequest = {
      kind,
      constraints,
      grant: () => {
        const track = kind === "microphone" ? "audio" : "video";
        const stream = new FakeMediaStream(new FakeMediaStreamTrack(track, constraints));
        stream.tracks[0].settings = this.settings;
        this.onGrant(stream.tracks);
        this.streams.push(stream);
        const alike = this.live.filter((live) => live.tracks[0].kind === track);
        this.mostAtOnce = Math.max(this.mostAtOnce, alike.length);
        resolve(stream);
        return stream;
      },
      refuse: (type) => reject(new MediaFailure(type, kind)),
    };
    this.requests.push(request);
    if (!this.isHeld) {
      const refusal = this.refusals.shift() ?? null;
      if (refusal === null) request.grant();
      else request.refuse(refusal);
    }
    return promise;
  }
}
