import type {
  AmplifiedSound,
  AudioContextPort,
  PlayedSound,
  ReplayOptions,
  SoundProbe,
} from "../ports/audio_context_port.ts";
import type { PagePort } from "../ports/page_port.ts";
import { OwnAudioContext } from "./OwnAudioContext.ts";

/** The time constant of volume changes, against crackling: a change is 95 % done after three times this. */
const rampSeconds = 0.02;

/** An `AudioContextPort` over one `AudioContext`, which is suspended while unused. */
export class BrowserAudioContextPort implements AudioContextPort {
  readonly #own: OwnAudioContext;

  constructor(page: PagePort) {
    this.#own = new OwnAudioContext(page);
  }

  async probe(stream: MediaStream): Promise<SoundProbe> {
    const { copy, context, source, close } = await this.#connectCopy(stream);
    const analyser = context.createAnalyser();
    source.connect(analyser);
    return {
      read: (samples) => analyser.getFloatTimeDomainData(samples),
      isRunning: () => context.state === "running",
      isWithheld: () => copy.getAudioTracks().every((track) => track.muted),
      close,
    };
  }

  async amplify(stream: MediaStream, onRunning: () => void): Promise<AmplifiedSound | null> {
    const { context, source, close } = await this.#own.connectSource(() => stream);
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
    const { context, source, close } = await this.#own.connectSource(() => stream);
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
      // By an element: few browsers can route a context to a chosen speaker.
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
    // A context created before any click would not run, and would log a warning.
    if (!this.#own.isCreated && navigator.userActivation?.hasBeenActive === false) return;
    const { context, close } = await this.#own.acquire();
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

  /** Connects an unmuted copy of the tracks, which `close` stops. */
  async #connectCopy(stream: MediaStream) {
    let copy = stream;
    const { context, source, close } = await this.#own.connectSource(() =>
      copy = unmutedCopyOf(stream)
    );
    return {
      copy,
      context,
      source,
      close() {
        close();
        stop(copy);
      },
    };
  }
}

/**
 * An enabled copy of a stream's audio tracks: muting disables the captured track, which then gives silence, also to a meter.
 * A copy is no second capture.
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

/** Plays the knock's sound: a rising fifth of two fading notes. Resolves when they have faded. */
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
