import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { CaptureKind } from "../ports/call_types.ts";
import type { DevicesPort } from "../ports/devices_port.ts";
import { MediaFailure } from "../base/media_failure.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { SerialQueue } from "../base/serial_queue.ts";

/** How long another page may take to let go of a device that was just released. */
const retryInUseAfterMs = 500;

/** What a `Capture` is made of. */
export interface CaptureParts {
  readonly kind: CaptureKind;
  readonly devices: DevicesPort;
  readonly page: PagePort;
  /** The page's one queue. */
  readonly queue: SerialQueue;
  /** What to ask for, best first; the next is tried where a device cannot, is gone, or is another app's. */
  constraints(): readonly MediaTrackConstraints[];
  /** After each capture, with what was refused before it where it is not the first choice. */
  onOpened(refused: MediaFailure | null): void;
  /** After each refusal that nothing made up for. */
  onRefused(failure: MediaFailure): void;
}

/**
 * The one owner of the microphone or of the camera. Whoever needs it (the switch, a meter, a
 * question for permission) holds it by a name of its own; it is open while anyone does. So there
 * is never a second capture, and the device is let go when nobody is left.
 */
export class Capture {
  readonly kind: CaptureKind;
  readonly #parts: CaptureParts;
  readonly #stream = signal<MediaStream | null>(null);
  readonly #isInterrupted = signal(false);
  readonly #holders = signal<ReadonlySet<string>>(new Set());
  readonly #onEnded = new Set<(ended: MediaStreamTrack) => void>();
  /** So many wait for their turn to stop what is open now. */
  #pendingRenewals = 0;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.kind = parts.kind;
  }

  /** What is captured now, for whomever. */
  get stream(): ReadonlySignal<MediaStream | null> {
    return this.#stream;
  }

  /**
   * The system has taken the device (a phone call, Siri, the lock, another app): it is open and
   * gives nothing, and may never again. Stays true for one that the system ends after that.
   */
  get isInterrupted(): ReadonlySignal<boolean> {
    return this.#isInterrupted;
  }

  /** What is captured now, while `holder` is one of those for whom. */
  streamOf(holder: string): ReadonlySignal<MediaStream | null> {
    return computed(() => this.#holders.value.has(holder) ? this.#stream.value : null);
  }

  /**
   * Opens the device unless it is open: then it waits for nobody, who may be asked about another kind.
   * Answers `null` where nobody holds it any more by the time that it opened.
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

  /** Lets go; the last one stops the device. */
  release(holder: string): void {
    this.#removeHolder(holder);
    if (this.#isUnheld) this.#close();
  }

  /** Everyone lets go. */
  releaseAll(): void {
    this.#holders.value = new Set();
    this.#close();
  }

  /**
   * Captures anew, for another device or other options; stops first, since some devices and iOS
   * cannot be opened twice. Nothing where nobody holds it.
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
   * Opens for whoever still holds it what went away by itself.
   *
   * @throws {MediaFailure}
   */
  reopen(): Promise<MediaStream | null> {
    return this.#parts.queue.run(() => this.#ensureOpen());
  }

  /** Asks what is open for what is wanted now, without opening it anew; it stays as it is where it cannot. */
  async reapplyConstraints(): Promise<void> {
    const [best] = this.#parts.constraints();
    const tracks = this.#stream.peek()?.getTracks() ?? [];
    await Promise.all(tracks.map((track) => track.applyConstraints(best).catch(() => {})));
  }

  /**
   * Changes what is captured in place. Answers false where `apply` did: then only capturing anew
   * helps. True where nothing is open.
   */
  applyInPlace(apply: (track: MediaStreamTrack) => Promise<boolean>): Promise<boolean> {
    return this.#parts.queue.run(async () => {
      const stream = this.#stream.peek();
      return stream === null || await apply(stream.getTracks()[0]);
    });
  }

  /** Calls back when the device went away by itself (unplugged, permission taken back). */
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

/** The same device, or whichever the browser takes. */
function isSameDevice(one: MediaTrackConstraints, other: MediaTrackConstraints): boolean {
  return JSON.stringify(one.deviceId) === JSON.stringify(other.deviceId);
}

/** Ends every track of a stream; its light goes out. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
