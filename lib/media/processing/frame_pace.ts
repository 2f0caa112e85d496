import type { PictureCost } from "../ports/processor_port.ts";
import { mostSteps } from "./background_mixer.ts";

/** A frame that takes longer leaves fewer than 15 a second. */
const slowMs = 60;

/** Figures are made, and steps taken, so often. */
const windowMs = 1000;

/** Slow windows in a row before a step: a single one is a page that loads. */
const patience = 3;

/** Averages what frames take, and says when to do less. */
export class FramePace {
  #beganAt: number | null = null;
  #frames = 0;
  #totalMs = 0;
  #slowWindows = 0;
  #steps = 0;
  #isTooSlow = false;

  /** Steps to leave out; it only rises, so that the picture does not pump. */
  get steps(): number {
    return this.#steps;
  }

  /** Even with all steps frames take too long. */
  get isTooSlow(): boolean {
    return this.#isTooSlow;
  }

  /** Notes a frame that took from `fromMs` to `toMs`. Returns figures once a window is over. */
  note(fromMs: number, toMs: number): PictureCost | null {
    this.#beganAt ??= fromMs;
    this.#frames++;
    this.#totalMs += toMs - fromMs;
    const elapsedMs = toMs - this.#beganAt;
    if (elapsedMs < windowMs) return null;
    const msPerFrame = this.#totalMs / this.#frames;
    const framesPerSecond = this.#frames * 1000 / elapsedMs;
    this.#beganAt = toMs;
    this.#frames = this.#totalMs = 0;
    this.#judge(msPerFrame);
    return { msPerFrame, framesPerSecond, steps: this.#steps };
  }

  #judge(msPerFrame: number): void {
    this.#slowWindows = msPerFrame > slowMs ? this.#slowWindows + 1 : 0;
    if (this.#slowWindows < patience) return;
    this.#slowWindows = 0;
    if (this.#steps < mostSteps) this.#steps++;
    else this.#isTooSlow = true;
  }
}
