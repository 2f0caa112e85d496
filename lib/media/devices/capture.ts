import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { CaptureKind } from "../ports/call_types.ts";
import type { DevicesPort } from "../ports/devices_port.ts";
import { MediaFailure } from "../base/media_failure.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { SerialQueue } from "../base/serial_queue.ts";

/** A device that another page just closed may stay in use for this long. */
const retryInUseAfterMs = 500;

/** Dependencies of a `Capture`. */
export interface CaptureParts {
  readonly kind: CaptureKind;
  readonly devices: DevicesPort;
  readonly page: PagePort;
  /** Shared by all captures of the page. */
  readonly queue: SerialQueue;
  /** Constraints to try, best first. The next is tried after `overconstrained`, `not-found` or `in-use`. */
  constraints(): readonly MediaTrackConstraints[];
  /** Called after each opening; `refused` is the last failure before it, `null` for the first choice. */
  onOpened(refused: MediaFailure | null): void;
  /** Called when none of the constraints opened a device. */
  onRefused(failure: MediaFailure): void;
}

/**
 * The only owner of the microphone or the camera stream. Its holders (the switch, a meter, a permission
 * request) acquire and release it by name. The device is open while it has a holder, and is
 * captured once however many there are.
 */
export class Capture {
  readonly kind: CaptureKind;
  readonly #parts: CaptureParts;
  readonly #stream = signal<MediaStream | null>(null);
  readonly #isInterrupted = signal(false);
  readonly #holders = signal<ReadonlySet<string>>(new Set());
  readonly #onEnded = new Set<(ended: MediaStreamTrack) => void>();
  /** Renewals that are queued: the stream that is open now is about to be stopped. */
  #pendingRenewals = 0;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.kind = parts.kind;
  }

  /** The open stream, for any holder; `null` while closed. */
  get stream(): ReadonlySignal<MediaStream | null> {
    return this.#stream;
  }

  /**
   * True while the system withholds the device (a phone call, Siri, the lock screen, another app): the
   * track is open and `muted`. Stays true if the system then ends the track.
   */
  get isInterrupted(): ReadonlySignal<boolean> {
    return this.#isInterrupted;
  }

  /** The open stream while `holder` holds it, else `null`. */
  streamOf(holder: string): ReadonlySignal<MediaStream | null> {
    return computed(() => this.#holders.value.has(holder) ? this.#stream.value : null);
  }

  /**
   * Adds `holder` and opens the device if it is closed. An open one is returned at once, ahead of the queue.
   * Resolves to `null` if all holders released it before it opened.
   *
   * @throws {MediaFailure}
   */
  async acquire(holder: string): Promise<MediaStream | null> {
    this.#holders.value = new Set(this.#holders.peek()).add(holder);
    const open = this.#stream.peek();
    if (open && this.#pendingRenewals === 0) return open;
    try {
      return await this.#parts.queue.run(() => this.#ensureOpen());
    } catch (error) {
      this.#removeHolder(holder);
      throw error;
    }
  }

  /** Removes `holder`; the last release closes the device. */
  release(holder: string): void {
    this.#removeHolder(holder);
    if (this.#isUnheld) this.#close();
  }

  /** Removes all holders and closes the device. */
  releaseAll(): void {
    this.#holders.value = new Set();
    this.#close();
  }

  /**
   * Captures again, for another device or other options. The old stream is stopped first: iOS and some
   * devices cannot be opened twice. Without holders it only closes, and resolves to `null`.
   *
   * @throws {MediaFailure}
   */
  renew(): Promise<MediaStream | null> {
    this.#pendingRenewals++;
    return this.#parts.queue.run(() => {
      this.#pendingRenewals--;
      this.#close();
      return this.#ensureOpen();
    });
  }

  /**
   * Opens the device again for its remaining holders, after its track ended by itself.
   *
   * @throws {MediaFailure}
   */
  reopen(): Promise<MediaStream | null> {
    return this.#parts.queue.run(() => this.#ensureOpen());
  }

  /** Applies the first constraints of now to the open tracks, without capturing again. Failures are ignored. */
  async reapplyConstraints(): Promise<void> {
    const [best] = this.#parts.constraints();
    const tracks = this.#stream.peek()?.getTracks() ?? [];
    await Promise.all(tracks.map((track) => track.applyConstraints(best).catch(() => {})));
  }

  /**
   * Changes the open track by `apply`, in the queue. Resolves to the result of `apply`: false means that
   * only a new capture helps. Resolves to true while closed.
   */
  applyInPlace(apply: (track: MediaStreamTrack) => Promise<boolean>): Promise<boolean> {
    return this.#parts.queue.run(async () => {
      const stream = this.#stream.peek();
      return stream === null || await apply(stream.getTracks()[0]);
    });
  }

  /** Calls back when the track ends by itself (unplugged, permission revoked). Returns how to stop listening. */
  onEnded(listener: (ended: MediaStreamTrack) => void): () => void {
    this.#onEnded.add(listener);
    return () => this.#onEnded.delete(listener);
  }

  get #isUnheld(): boolean {
    return this.#holders.peek().size === 0;
  }

  #removeHolder(holder: string): void {
    const holders = new Set(this.#holders.peek());
    if (holders.delete(holder)) this.#holders.value = holders;
  }

  async #ensureOpen(): Promise<MediaStream | null> {
    const open = this.#stream.peek();
    if (open) return open;
    if (this.#isUnheld) return null;
    const { stream, refused } = await this.#openBest().catch((error) => {
      if (error instanceof MediaFailure) this.#parts.onRefused(error);
      throw error;
    });
    if (this.#isUnheld) {
      stopTracks(stream);
      return null;
    }
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => this.#handleEnded(stream, track), { once: true });
      track.addEventListener("mute", () => this.#updateInterrupted(stream));
      track.addEventListener("unmute", () => this.#updateInterrupted(stream));
    }
    this.#stream.value = stream;
    this.#updateInterrupted(stream);
    this.#parts.onOpened(refused);
    return stream;
  }

  async #openBest(): Promise<{ stream: MediaStream; refused: MediaFailure | null }> {
    let refused: MediaFailure | null = null;
    let inUse: MediaTrackConstraints | null = null;
    for (const constraints of this.#parts.constraints()) {
      if (inUse && isSameDevice(constraints, inUse)) continue;
      try {
        return { stream: await this.#open(constraints), refused };
      } catch (error) {
        if (!(error instanceof MediaFailure)) throw error;
        refused = error;
        if (error.type === "in-use") inUse = constraints;
        else if (error.type !== "overconstrained" && error.type !== "not-found") throw error;
      }
    }
    throw refused ?? new MediaFailure("not-found", this.kind);
  }

  async #open(constraints: MediaTrackConstraints): Promise<MediaStream> {
    const { devices, page } = this.#parts;
    try {
      return await devices.capture(this.kind, constraints);
    } catch (error) {
      if (!(error instanceof MediaFailure) || error.type !== "in-use") throw error;
      await new Promise<void>((resolve) => page.after(retryInUseAfterMs, resolve));
      return await devices.capture(this.kind, constraints);
    }
  }

  #updateInterrupted(stream: MediaStream): void {
    if (this.#stream.peek() !== stream) return;
    this.#isInterrupted.value = stream.getTracks().some((track) => track.muted);
  }

  #handleEnded(stream: MediaStream, track: MediaStreamTrack): void {
    if (this.#stream.peek() !== stream) return;
    this.#stream.value = null;
    for (const listener of [...this.#onEnded]) listener(track);
  }

  #close(): void {
    const stream = this.#stream.peek();
    this.#stream.value = null;
    this.#isInterrupted.value = false;
    if (stream) stopTracks(stream);
  }
}

/** Whether both ask for the same device, or both for any. */
function isSameDevice(one: MediaTrackConstraints, other: MediaTrackConstraints): boolean {
  return JSON.stringify(one.deviceId) === JSON.stringify(other.deviceId);
}

/** Stops every track of `stream`, which closes its device. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
