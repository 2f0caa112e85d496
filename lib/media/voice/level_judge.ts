import type { VolumeVerdict } from "../ports/call_types.ts";

/** One measurement of a sound. */
export interface LevelReading {
  /** 0–100, including the input volume: the meter's `volume`. */
  readonly volume: number;
  /** The largest absolute sample as captured, 0 and up; 1 and more is clipped. */
  readonly peak: number;
  /** The system or another app withholds the sound. */
  readonly isWithheld: boolean;
}

/** A sample from here on counts as clipped. */
const clippedFrom = 0.985;
/** A volume from here on is audible: −50 dBFS, above the hum of a quiet room. */
const audibleFrom = 50 / 3;
/** A volume from here on is a clear voice: −36 dBFS; speech is mostly at −30…−18. */
const fineFrom = 40;

/** Silence has to last this long before it is a verdict. */
const silenceMs = 3000;
/** Withheld sound has to last this long: the track reports it, so it is certain sooner. */
const withheldMs = 1000;
/** A voice counts as heard for this long, over pauses between sentences. */
const voiceValidMs = 10_000;
const clippingMs = 2000;
/** Clipped readings in a row before it counts: a single one is a knock on the table. */
const clippedInARow = 3;
/** After a gap this long (browsers stop frames of hidden pages), earlier readings are forgotten. */
const gapMs = 1000;
/** A pause has to last this long: shorter ones end by themselves. */
const pausedMs = 1000;

/** Turns a microphone's readings into a verdict. Times are in ms, of a clock with any origin. */
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

  /** Call it when no reading is possible. Returns whether that has lasted for 1 s. */
  isPaused(nowMs: number): boolean {
    this.#pausedMs ??= nowMs;
    return nowMs - this.#pausedMs >= pausedMs;
  }

  /** Adds a reading and returns the verdict; `null`: none yet. */
  update({ volume, peak, isWithheld }: LevelReading, nowMs: number): VolumeVerdict | null {
    if (!(nowMs - this.#nowMs <= gapMs)) this.#begin(nowMs);
    this.#nowMs = nowMs;
    this.#pausedMs = null;
    if (!isWithheld) this.#givenMs = nowMs;
    // Even a silent room is never exactly 0.
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
    if (isWithheld || nowMs - this.#soundMs >= silenceMs) return "held-by-other-app";
    if (nowMs - this.#clippedMs < clippingMs) return "clipping";
    if (nowMs - this.#fineMs < voiceValidMs) return "fine";
    if (nowMs - this.#startMs < silenceMs) return null;
    return nowMs - this.#audibleMs < voiceValidMs ? "too-quiet" : "silent";
  }
}

/** The peak is held for this long. */
const holdMs = 1500;
/** Then it falls this fast, in units of the meter (0–100) a second. */
const fallPerSecond = 60;

/** The highest recent level, held and then falling, as on an audio engineer's meter. */
export class PeakHold {
  #peak = 0;
  #heldMs = -Infinity;
  #nowMs = -Infinity;

  /** Adds a level, 0–100, and returns the peak. */
  update(level: number, nowMs: number): number {
    // It falls only for the time after the hold.
    const fellMs = Math.max(0, nowMs - Math.max(this.#nowMs, this.#heldMs + holdMs));
    const peak = fellMs > 0 ? this.#peak - fellMs / 1000 * fallPerSecond : this.#peak;
    if (level >= peak) this.#heldMs = nowMs;
    this.#nowMs = nowMs;
    return this.#peak = Math.max(level, peak);
  }
}
