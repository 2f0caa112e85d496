/** A microphone whose sound a test knows, and what a page makes of sound, seen from outside of it. */
import type { Page } from "playwright-core";

interface ToneSpy {
  /** The amplitude of the tone, 0–1; 0 is exact silence. */
  setAmplitude(amplitude: number): void;
  captures: number;
  /** Every track that the page got or made. */
  tracks: MediaStreamTrack[];
  contexts: AudioContext[];
  /** Streams that elements were told to play. */
  played: MediaStream[];
}

declare global {
  var toneSpy: ToneSpy;
}

/** Runs in each page before anything of ours: the microphone hums a tone of 440 Hz, −20 dBFS at its peak. */
export function toneMicrophone(): void {
  const Context = globalThis.AudioContext;
  const own = new Context();
  const tone = new OscillatorNode(own, { frequency: 440 });
  const gain = new GainNode(own, { gain: 0.1 });
  tone.connect(gain);
  tone.start();
  const spy: ToneSpy = {
    setAmplitude: (amplitude) => void (gain.gain.value = amplitude),
    captures: 0,
    tracks: [],
    contexts: [],
    played: [],
  };
  globalThis.toneSpy = spy;
  navigator.mediaDevices.getUserMedia = async () => {
    spy.captures++;
    await own.resume();
    const microphone = own.createMediaStreamDestination();
    gain.connect(microphone);
    spy.tracks.push(...microphone.stream.getTracks());
    return microphone.stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    spy.tracks.push(copy);
    return copy;
  };
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    if (this.srcObject instanceof MediaStream) spy.played.push(this.srcObject);
    return play.call(this);
  };
  globalThis.AudioContext = class extends Context {
    constructor(options?: AudioContextOptions) {
      super(options);
      spy.contexts.push(this);
    }
    override createMediaStreamDestination(): MediaStreamAudioDestinationNode {
      const destination = super.createMediaStreamDestination();
      spy.tracks.push(...destination.stream.getTracks());
      return destination;
    }
  };
}

export async function hum(page: Page, amplitude: number): Promise<void> {
  await page.evaluate((amplitude) => globalThis.toneSpy.setAmplitude(amplitude), amplitude);
}

/** The page's audio tracks and contexts now. */
export function soundHeld(
  page: Page,
): Promise<{ captures: number; liveTracks: number; runningContexts: number }> {
  return page.evaluate(() => ({
    captures: globalThis.toneSpy.captures,
    liveTracks: globalThis.toneSpy.tracks.filter(({ readyState }) => readyState === "live").length,
    runningContexts: globalThis.toneSpy.contexts.filter(({ state }) => state === "running").length,
  }));
}

/** How loud the newest that is played is, as the largest sample within a moment. */
export function loudnessPlayed(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const stream = globalThis.toneSpy.played.at(-1);
    if (!stream?.active) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (let look = 0; look < 10; look++) {
      await new Promise(requestAnimationFrame);
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
    }
    globalThis.toneSpy.contexts.splice(globalThis.toneSpy.contexts.indexOf(context), 1);
    await context.close();
    return loudest;
  });
}
