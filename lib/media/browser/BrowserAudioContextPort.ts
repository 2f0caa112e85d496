import type {
  AmplifiedSound,
  AudioContextPort,
  PlayedSound,
  ReplayOptions,
  SoundProbe,
} from "../ports/audio_context_port.ts";
import type { PagePort } from "../ports/page_port.ts";
import { gestures } from "../base/gestures.ts";

/** An AudioContext that does not run by then never will; a new one may. */
const startWaitMs = 1000;

/** How fast a volume changes, so that it does not crackle: nearly there after three times this. */
const rampSeconds = 0.02;

/** An `AudioContextPort` over one `AudioContext`, which sleeps while nobody needs it. */
export class BrowserAudioContextPort implements AudioContextPort {
  readonly #page: PagePort;
  #context: AudioContext | null = null;
  #users = 0;
  #stopWaking = () => {};

  constructor(page: PagePort) {
    this.#page = page;
  }

  async probe(stream: MediaStream): Promise<SoundProbe> {
    const { ear, context, source, close } = await this.#connectCopy(stream);
    const analyser = context.createAnalyser();
    source.connect(analyser);
    return {
      read: (samples) => analyser.getFloatTimeDomainData(samples),
      isRunning: () => context.state === "running",
      isWithheld: () => ear.getAudioTracks().every((track) => track.muted),
      close,
    };
  }

  async amplify(stream: MediaStream, onRunning: () => void): Promise<AmplifiedSound | null> {
    const { context, source, close } = await this.#connectSource(() => stream);
    if (context.state !== "running") {
      close();
      return null;
    }
    const gain = context.createGain();
    const destination = context.createMediaStreamDestination();
    source.connect(gain).connect(destination);
    const [track] = destination.stream.getAudioTracks();
    context.addEventListener("statechange", onRunning);
    return {
      track,
      isRunning: () => context.state === "running",
      setRatio: (ratio) => gain.gain.setTargetAtTime(ratio, context.currentTime, rampSeconds),
      close() {
        context.removeEventListener("statechange", onRunning);
        track.stop();
        close();
      },
    };
  }

  async hear(stream: MediaStream, onRunning: () => void): Promise<PlayedSound> {
    const { context, source, close } = await this.#connectSource(() => stream);
    const gain = context.createGain();
    source.connect(gain).connect(context.destination);
    context.addEventListener("statechange", onRunning);
    return {
      isRunning: () => context.state === "running",
      setRatio: (ratio) => gain.gain.setTargetAtTime(ratio, context.currentTime, rampSeconds),
      close() {
        context.removeEventListener("statechange", onRunning);
        gain.disconnect();
        close();
      },
    };
  }

  async replay(
    stream: MediaStream,
    { seconds, speaker, ratio }: ReplayOptions,
  ): Promise<(() => void) | null> {
    const { context, source, close } = await this.#connectCopy(stream);
    const gate = context.createGain();
    const delay = context.createDelay(seconds);
    const destination = context.createMediaStreamDestination();
    const player = new Audio();
    const end = () => {
      player.pause();
      player.srcObject = null;
      for (const node of [gate, delay]) node.disconnect();
      stop(destination.stream);
      close();
    };
    delay.delayTime.value = seconds;
    gate.gain.setValueAtTime(0, context.currentTime + seconds);
    source.connect(gate).connect(delay).connect(destination);
    player.srcObject = destination.stream;
    player.volume = ratio;
    try {
      // An element, since few browsers can send a context to a chosen speaker.
      if (speaker !== null && "setSinkId" in player) await player.setSinkId(speaker);
      await player.play();
    } catch (error) {
      end();
      throw error;
    }
    if (context.state === "running") return end;
    end();
    return null;
  }

  async ring(ratio: number): Promise<void> {
    // Made without a click it would never run, and be a warning in the console.
    if (this.#context === null && navigator.userActivation?.hasBeenActive === false) return;
    const { context, close } = await this.#acquireContext();
    try {
      if (context.state === "running") await playNotes(context, ratio);
    } finally {
      close();
    }
  }

  eachFrame(run: (nowMs: number) => void): () => void {
    let frame = requestAnimationFrame(function next(nowMs) {
      run(nowMs);
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }

  /** Listens to a copy of the tracks, which goes with it. */
  async #connectCopy(stream: MediaStream) {
    let ear = stream;
    const { context, source, close } = await this.#connectSource(() => ear = unmutedCopyOf(stream));
    return {
      ear,
      context,
      source,
      close() {
        close();
        stop(ear);
      },
    };
  }

  /** `streamOf` is asked once the context runs: a copy lives no longer than it must. */
  async #connectSource(streamOf: () => MediaStream) {
    const { context, close } = await this.#acquireContext();
    try {
      const source = context.createMediaStreamSource(streamOf());
      return {
        context,
        source,
        close() {
          source.disconnect();
          close();
        },
      };
    } catch (error) {
      close();
      throw error;
    }
  }

  /** The context, which runs where the browser lets it, until `close`. */
  async #acquireContext() {
    if (this.#users++ === 0) this.#stopWaking = this.#resumeOnReturn();
    let isOpen = true;
    const close = () => {
      if (isOpen) this.#release();
      isOpen = false;
    };
    try {
      return { context: await this.#runningContext(), close };
    } catch (error) {
      close();
      throw error;
    }
  }

  #release(): void {
    if (--this.#users > 0) return;
    this.#stopWaking();
    this.#context?.suspend();
  }

  async #runningContext(): Promise<AudioContext> {
    const context = this.#context ??= this.#createContext();
    if (await this.#tryResume(context) || this.#users > 1) return context;
    context.close();
    return this.#context = this.#createContext();
  }

  /** One that goes on where the platform stopped it and lets it: a phone call, or a lost output. */
  #createContext(): AudioContext {
    const context = new AudioContext();
    context.addEventListener("statechange", () => {
      const isStopped = context.state !== "running" && context.state !== "closed";
      if (isStopped && this.#users > 0) context.resume().catch(() => {});
    });
    return context;
  }

  /** Whether it runs within the wait. */
  async #tryResume(context: AudioContext): Promise<boolean> {
    await new Promise<void>((resolve) => {
      const cancel = this.#page.after(startWaitMs, resolve);
      context.resume().catch(() => {}).then(() => {
        cancel();
        resolve();
      });
    });
    return context.state === "running";
  }

  /** iOS stops it for calls and in the background; it may go on, or begin, in a gesture, or when seen again. */
  #resumeOnReturn(): () => void {
    const wake = () => void this.#context?.resume().catch(() => {});
    const stopVisible = this.#page.onVisible(wake);
    for (const type of gestures) document.addEventListener(type, wake);
    return () => {
      stopVisible();
      for (const type of gestures) document.removeEventListener(type, wake);
    };
  }
}

/**
 * The same sound, heard whether or not it is sent: muting disables the captured track, and whatever
 * listens to that track hears nothing then. A copy is no second capture.
 */
function unmutedCopyOf(stream: MediaStream): MediaStream {
  return new MediaStream(
    stream.getAudioTracks().map((track) => {
      const copy = track.clone();
      copy.enabled = true;
      return copy;
    }),
  );
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Somebody knocks: a fifth, the lower note first, each swelling and fading. Resolves when they have faded. */
function playNotes(context: AudioContext, ratio: number): Promise<void> {
  const loudest = 0.12 * ratio;
  const notes = [587.33, 880].map((hertz, i) => {
    const startsAt = context.currentTime + i * 0.16;
    const note = context.createOscillator();
    const swell = context.createGain();
    note.frequency.value = hertz;
    swell.gain.setValueAtTime(0, startsAt);
    swell.gain.linearRampToValueAtTime(loudest, startsAt + 0.03);
    swell.gain.setTargetAtTime(0, startsAt + 0.06, 0.12);
    note.connect(swell).connect(context.destination);
    note.start(startsAt);
    note.stop(startsAt + 0.9);
    return note;
  });
  return new Promise((resolve) => {
    notes[notes.length - 1].onended = () => resolve();
  });
}
