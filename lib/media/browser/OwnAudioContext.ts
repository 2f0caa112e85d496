import { gestures } from "../base/gestures.ts";
import type { PagePort } from "../ports/page_port.ts";

/** A context that does not run by then is replaced by a new one. */
const startWaitMs = 1000;

/** One `AudioContext`, created on first use, resumed where the browser allows it, and suspended while unused. */
export class OwnAudioContext {
  readonly #page: PagePort;
  readonly #options: AudioContextOptions | undefined;
  #context: AudioContext | null = null;
  #users = 0;
  #stopWaking = () => {};

  constructor(page: PagePort, options?: AudioContextOptions) {
    this.#page = page;
    this.#options = options;
  }

  get isCreated(): boolean {
    return this.#context !== null;
  }

  /** Connects a stream to the context. `streamOf` is called once the context runs, so that a copy is made late. */
  async connectSource(streamOf: () => MediaStream) {
    const { context, close } = await this.acquire();
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

  /** The context, resumed where the browser allows it, and suspended after the last user's `close`. */
  async acquire() {
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

  /** A context that resumes by itself after the platform interrupted it: a phone call, or a lost output. */
  #createContext(): AudioContext {
    const context = new AudioContext(this.#options);
    context.addEventListener("statechange", () => {
      const isStopped = context.state !== "running" && context.state !== "closed";
      if (isStopped && this.#users > 0) context.resume().catch(() => {});
    });
    return context;
  }

  /** Whether the context runs within `startWaitMs`. */
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

  /** iOS suspends a context for calls and in the background; it may resume in a gesture, or when the page is visible again. */
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
