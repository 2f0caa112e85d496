import type { VolumeVerdict } from "../ports/call_types.ts";

/** One look at a sound. */
export interface LevelReading {
  /** 0–100, as loud as it is sent: the meter's `volume`. */
  readonly volume: number;
  /** The largest sample as captured, 0 and up: from 1 on it is cut off. */
  readonly peak: number;
  /** The system or another app keeps the sound from us. */
  readonly isWithheld: boolean;
}

/** A sample from here on is at the end of what a microphone can tell. */
const clippedFrom = 0.985;
/** From here on something is heard: −50 dBFS, above the hum of a quiet room. */
const audibleFrom = 50 / 3;
/** From here on a voice is heard well: −36 dBFS; speech is mostly at −30…−18. */
const fineFrom = 40;

/** So long nothing is said about what was not heard. */
const patienceMs = 3000;
/** A track that tells of its own silence is believed sooner. */
const withheldMs = 1000;
/** Who was heard may pause between sentences. */
const memoryMs = 10_000;
const clippingMs = 2000;
/** Readings that clip in a row, before it counts: one alone is a knock on the table. */
const clippedInARow = 3;
/** Frames rest while a page is out of sight; what was known before is then too old. */
const gapMs = 1000;
/** A browser that goes on by itself does so sooner. */
const pausedMs = 1000;

/** What to think of a microphone, from its readings. A clock of any origin is given with each. */
export class LevelJudge {
  #startMs = Number.NaN;
  #nowMs = Number.NaN;
  #soundMs = Number.NaN;
  #givenMs = Number.NaN;
  #audibleMs = -Infinity;
  #fineMs = -Infinity;
  #clippedMs = -Infinity;
  #clipped = 0;
  #pausedMs: number | null = null;

  /** No reading can be had now. Answers whether that has lasted for a while. */
  isPaused(nowMs: number): boolean {
    this.#pausedMs ??= nowMs;
    return nowMs - this.#pausedMs >= pausedMs;
  }

  /** Takes a reading, and answers what there is to say by now; `null`: nothing yet. */
  update({ volume, peak, isWithheld }: LevelReading, nowMs: number): VolumeVerdict | null {
    if (!(nowMs - this.#nowMs <= gapMs)) this.#begin(nowMs);
    this.#nowMs = nowMs;
    this.#pausedMs = null;
    if (!isWithheld) this.#givenMs = nowMs;
    // Exactly nothing: even a silent room is never that.
    if (peak > 0) this.#soundMs = nowMs;
    if (volume >= audibleFrom) this.#audibleMs = nowMs;
    if (volume >= fineFrom) this.#fineMs = nowMs;
    this.#clipped = peak >= clippedFrom ? this.#clipped + 1 : 0;
    if (this.#clipped >= clippedInARow) this.#clippedMs = nowMs;
    return this.#verdict(nowMs);
  }

  #begin(nowMs: number): void {
    this.#startMs = this.#soundMs = this.#givenMs = nowMs;
    this.#audibleMs = this.#fineMs = this.#clippedMs = -Infinity;
    this.#clipped = 0;
  }

  #verdict(nowMs: number): VolumeVerdict | null {
    const isWithheld = nowMs - this.#givenMs >= withheldMs;
    if (isWithheld || nowMs - this.#soundMs >= patienceMs) return "held-by-other-app";
    if (nowMs - this.#clippedMs < clippingMs) return "clipping";
    if (nowMs - this.#fineMs < memoryMs) return "fine";
    if (nowMs - this.#startMs < patienceMs) return null;
    return nowMs - this.#audibleMs < memoryMs ? "too-quiet" : "silent";
  }
}

/** How long the highest level stands still. */
const holdMs = 1500;
/** How fast it falls then, in units of the meter a second. */
const fallPerSecond = 60;

/** The highest level of the last moment, as an audio engineer's meter shows it. */
export class PeakHold {
  #peak = 0;
  #heldMs = -Infinity;
  #nowMs = -Infinity;

  /** Takes a level, 0–100, and answers the peak by now. */
  update(level: number, nowMs: number): number {
    // Falls only for the time after the hold.
    const fellMs = Math.max(0, nowMs - Math.max(this.#nowMs, this.#heldMs + holdMs));
    const peak = fellMs > 0 ? this.#peak - fellMs / 1000 * fallPerSecond : this.#peak;
    if (level >= peak) this.#heldMs = nowMs;
    this.#nowMs = nowMs;
    return this.#peak = Math.max(level, peak);
  }
}
