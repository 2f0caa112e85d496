/**
 * What is known of each participant's frames in an encrypted call. The worker lets no frame through that does not decrypt;
 * this says so to people, and keeps what cannot be decrypted off the page.
 */
import type { FrameVerdict } from "../ports/call_types.ts";

interface Known {
  readonly verdict: "unknown" | "encrypted" | "unreadable";
  /** A frame has failed since the last count. */
  readonly isSuspect: boolean;
  /** At the last count. */
  readonly frames: number;
}

const nothing: Known = { verdict: "unknown", isSuspect: false, frames: 0 };

/** By identity, which no other participant ever gets. */
export class FrameGuard {
  readonly #known = new Map<string, Known>();

  /** A frame of the participant did not decrypt. Where others did, one may come broken, and the next count decides. */
  fail(identity: string): void {
    const isKnown = this.#of(identity).verdict === "encrypted";
    this.#set(identity, isKnown ? { isSuspect: true } : { verdict: "unreadable" });
  }

  /** Whether frames should be counted. */
  needsCount(identity: string): boolean {
    const { verdict, isSuspect } = this.#of(identity);
    return verdict !== "encrypted" || isSuspect;
  }

  /** Takes how many frames were decoded so far: more than before are the proof of a key. */
  count(identity: string, frames: number): void {
    const { verdict, isSuspect, frames: before } = this.#of(identity);
    if (frames > before) this.#set(identity, { verdict: "encrypted", isSuspect: false, frames });
    else {
      this.#set(identity, {
        verdict: isSuspect ? "unreadable" : verdict,
        isSuspect: false,
        frames,
      });
    }
  }

  forget(identity: string): void {
    this.#known.delete(identity);
  }

  /** The verdict on a participant; `tracks`: all that it publishes. */
  verdictOf(
    identity: string,
    tracks: Iterable<{ readonly isEncrypted: boolean }>,
  ): FrameVerdict {
    for (const { isEncrypted } of tracks) if (!isEncrypted) return "not-encrypted";
    return this.#of(identity).verdict;
  }

  /** Whether a sound may be played: also before its first frame, which is then silent. */
  plays(identity: string, track: { readonly isEncrypted: boolean }): boolean {
    return track.isEncrypted && this.#of(identity).verdict !== "unreadable";
  }

  /** Whether a picture may be shown: once frames have decrypted, since it is black before. */
  shows(identity: string, track: { readonly isEncrypted: boolean }): boolean {
    return track.isEncrypted && this.#of(identity).verdict === "encrypted";
  }

  #of(identity: string): Known {
    return this.#known.get(identity) ?? nothing;
  }

  #set(identity: string, change: Partial<Known>): void {
    this.#known.set(identity, { ...this.#of(identity), ...change });
  }
}
