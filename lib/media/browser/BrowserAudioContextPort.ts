import type { AudioContextPort, SoundProbe } from "../audio_context_port.ts";
import type { PagePort } from "../page_port.ts";

/** An AudioContext that does not run by then never will; a new one may. */
const startWaitMs = 1000;

/** An `AudioContextPort` over one `AudioContext`, which sleeps while nobody listens. */
export class BrowserAudioContextPort implements AudioContextPort {
  readonly #page: PagePort;
  #context: AudioContext | null = null;
  #probes = 0;
  #stopWaking = () => {};

  constructor(page: PagePort) {
    this.#page = page;
  }

  async probe(stream: MediaStream): Promise<SoundProbe> {
    if (this.#probes++ === 0) this.#stopWaking = this.#wakeOnReturn();
    const context = await this.#running();
    const source = this.#sourceOf(context, stream);
    const analyser = context.createAnalyser();
    source.connect(analyser);
    let isOpen = true;
    return {
      read: (samples) => analyser.getFloatTimeDomainData(samples),
      isRunning: () => context.state === "running",
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        source.disconnect();
        this.#release();
      },
    };
  }

  #sourceOf(context: AudioContext, stream: MediaStream): MediaStreamAudioSourceNode {
    try {
      return context.createMediaStreamSource(stream);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #release(): void {
    if (--this.#probes > 0) return;
    this.#stopWaking();
    this.#context?.suspend();
  }

  eachFrame(run: () => void): () => void {
    let frame = requestAnimationFrame(function next() {
      run();
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }

  async #running(): Promise<AudioContext> {
    const context = this.#context ??= new AudioContext();
    if (await this.#resumed(context) || this.#probes > 1) return context;
    context.close();
    return this.#context = new AudioContext();
  }

  /** Whether it runs within the wait. */
  async #resumed(context: AudioContext): Promise<boolean> {
    await new Promise<void>((resolve) => {
      const cancel = this.#page.after(startWaitMs, resolve);
      context.resume().catch(() => {}).then(() => {
        cancel();
        resolve();
      });
    });
    return context.state === "running";
  }

  /** iOS stops it for calls and in the background; it may go on in a tap, or when seen again. */
  #wakeOnReturn(): () => void {
    const wake = () => void this.#context?.resume().catch(() => {});
    const stopVisible = this.#page.onVisible(wake);
    document.addEventListener("pointerdown", wake);
    return () => {
      stopVisible();
      document.removeEventListener("pointerdown", wake);
    };
  }
}
