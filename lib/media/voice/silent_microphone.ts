import { effect, untracked } from "@preact/signals";
import { stopTracks } from "../devices/capture.ts";
import type { Device } from "../ports/call_types.ts";
import { hearYourselfHolder } from "./hear_yourself.ts";
import { SentenceDetector } from "./talking_while_muted.ts";
import type { VoiceParts } from "./voice_parts.ts";
import { volumeOf } from "./volume_meter.ts";

/** A volume from here on counts as a sound: −48 dBFS, above the hum of a quiet room. */
const soundFrom = 20;
/** Sound of this length in all shows that a microphone works. */
const soundMs = 300;
/** How long a microphone that is on may be silent before others are tried. */
export const silentMs = 8000;
/** How long the others are listened to. */
export const listeningMs = 4000;
/** Between two tries. */
const pauseMs = 30_000;
/** Tries for one microphone: each opens the others for a moment. */
const maxTries = 3;
/** Most microphones that are opened together. */
const maxOthers = 3;
/** Longer steps count as this: a hidden page gets no readings. */
const longestStepMs = 100;
const samplesPerReading = 2048;

/** Opening a wireless headset's microphone makes its sound worse while it plays. */
const isWireless = /bluetooth|airpods|buds|hands-?free/i;

/**
 * Watches a microphone that is on in a call until it has been heard once. If it stays silent, the other microphones are
 * listened to for a moment, in this browser only, and one that hears a voice is offered. Nothing is opened that needs
 * a prompt, nor on phones, where a second capture ends the first.
 */
export class SilentMicrophone {
  readonly #parts: VoiceParts;
  /** Captures that were heard once: they work. */
  readonly #heard = new WeakSet<MediaStream>();
  #undo: (() => void)[] = [];
  #round = 0;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  /** Watches until the returned function is called. */
  start(): () => void {
    const { microphone, stream, capture } = this.#parts;
    const testedStream = capture.streamOf(hearYourselfHolder);
    const stop = effect(() => {
      const isOn = microphone.isEnabled.value && testedStream.value === null;
      const open = stream.value;
      untracked(() => {
        this.#end();
        if (!isOn || !open || this.#heard.has(open)) return;
        if (this.#parts.isInCall()) this.#watch(open, maxTries);
      });
    });
    return () => {
      stop();
      this.#end();
    };
  }

  #end(): void {
    this.#round++;
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Reads the microphone until it is heard; silent for `silentMs`, it tries the others. */
  #watch(open: MediaStream, tries: number): void {
    const round = this.#round;
    let soundLengthMs = 0;
    let lengthMs = 0;
    let lastMs = Number.NaN;
    let isTrying = false;
    const meter = this.#parts.createVolumeMeter((volume, nowMs) => {
      const stepMs = Math.min(nowMs - lastMs, longestStepMs) || 0;
      lastMs = nowMs;
      lengthMs += stepMs;
      if (volume >= soundFrom) soundLengthMs += stepMs;
      // Out of the meter's own reading.
      if (soundLengthMs >= soundMs) {
        this.#heard.add(open);
        queueMicrotask(() => round === this.#round && this.#end());
      } else if (lengthMs >= silentMs && !isTrying) {
        isTrying = true;
        void this.#tryOthers(round, open, tries);
      }
    });
    this.#undo.push(() => meter.stop());
    void meter.start(open);
  }

  async #tryOthers(round: number, open: MediaStream, tries: number): Promise<void> {
    const [track] = open.getTracks();
    const { port, devices } = this.#parts;
    // A hand-held device records one microphone at a time, and a browser that does not tell would prompt for each.
    if (port.canChooseFacing || await port.queryPermission("microphone") !== "granted") return;
    const others = devices.inputs.peek()
      .filter(({ deviceId, label }) =>
        track.getSettings().deviceId !== deviceId && !track.label.includes(label) &&
        !isWireless.test(label)
      )
      .slice(0, maxOthers);
    if (others.length === 0) return;
    const heard = await this.#listen(round, others);
    if (round !== this.#round) return;
    if (heard) {
      this.#end();
      return devices.offerMicrophone(heard);
    }
    if (tries <= 1) return this.#end();
    this.#undo.push(this.#parts.page.after(pauseMs, () => {
      this.#end();
      this.#watch(open, tries - 1);
    }));
  }

  /** The first of `others` that hears a sentence within `listeningMs`; `null`: none. */
  async #listen(round: number, others: readonly Device[]): Promise<Device | null> {
    const { loadAudio, port, page } = this.#parts;
    const audio = await loadAudio();
    const { promise, resolve } = Promise.withResolvers<Device | null>();
    const closes: (() => void)[] = [page.after(listeningMs, () => resolve(null))];
    const isOver = () => round !== this.#round;
    this.#undo.push(() => resolve(null));
    await Promise.all(others.map(async (device) => {
      try {
        const deviceId = { exact: device.deviceId };
        const stream = await port.capture("microphone", { deviceId });
        closes.push(() => stopTracks(stream));
        if (isOver()) return;
        const probe = await audio.probe(stream);
        closes.push(() => probe.close());
        const samples = new Float32Array(samplesPerReading);
        const sentence = new SentenceDetector();
        closes.push(audio.eachFrame((nowMs) => {
          if (!probe.isRunning()) return;
          probe.read(samples);
          if (sentence.update(volumeOf(samples), nowMs)) resolve(device);
        }));
      } catch {
        // In use elsewhere, or gone: it cannot be offered.
      }
    }));
    const heard = isOver() ? null : await promise;
    closes.forEach((close) => close());
    return heard;
  }
}
