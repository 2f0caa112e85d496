import {
  GtcrnWorkletNode,
  loadGtcrn,
  loadRnnoise,
  RnnoiseWorkletNode,
} from "@sapphi-red/web-noise-suppressor";
import type { PagePort } from "../ports/page_port.ts";
import {
  type CreateSuppressor,
  ProcessingError,
  type SoundListener,
  type SoundProcessor,
  type Suppressor,
} from "../ports/processor_port.ts";
import { OwnAudioContext } from "./OwnAudioContext.ts";
import { rnnoiseSimdFile, suppressorFiles, watchFile } from "./suppressor_files.ts";

/** Both models know 48 kHz alone, whatever the speakers have. */
const samplesPerSecond = 48_000;
/** A worklet that does not run by then never will. */
const startWaitMs = 2000;

/** What `lib/media/processing/quiet_worklet.js` posts. */
type WorkletMessage =
  | { readonly type: "started" | "ready" | "dead" }
  | { readonly type: "cost"; readonly ratio: number };

/** Makes the suppressors of a page, in one `AudioContext` of their own. */
export function createSuppressors(page: PagePort): CreateSuppressor {
  const context = new OwnAudioContext(page, { sampleRate: samplesPerSecond });
  return (suppressor) => new NoiseSuppressor(suppressor, context, page);
}

/** One stream through one suppressor: a worklet of `@sapphi-red/web-noise-suppressor`, watched by ours. */
class NoiseSuppressor implements SoundProcessor {
  readonly #suppressor: Suppressor;
  readonly #own: OwnAudioContext;
  readonly #page: PagePort;
  #isRunning = () => false;
  #undo: (() => void)[] = [];
  #isStopped = false;

  constructor(suppressor: Suppressor, own: OwnAudioContext, page: PagePort) {
    this.#suppressor = suppressor;
    this.#own = own;
    this.#page = page;
  }

  async start(stream: MediaStream, listener: SoundListener): Promise<MediaStream> {
    if (typeof AudioWorkletNode === "undefined" || typeof WebAssembly === "undefined") {
      throw new ProcessingError("unsupported");
    }
    const wasmBinary = await loadWasm(this.#suppressor);
    const { context, source, close } = await this.#own.connectSource(() => stream)
      // Firefox connects no stream of another rate than the context's.
      .catch((cause) => {
        throw new ProcessingError("unsupported", { cause });
      });
    this.#undo.push(close);
    try {
      if (this.#isStopped) throw new ProcessingError("unexpected");
      await addModules(context, this.#suppressor);
      const options = { maxChannels: 1, wasmBinary };
      const node = this.#suppressor === "gtcrn"
        ? new GtcrnWorkletNode(context, options)
        : new RnnoiseWorkletNode(context, options);
      // A voice is mono; the second side of a stereo microphone would be silent.
      node.channelCount = 1;
      node.channelCountMode = "explicit";
      const destination = context.createMediaStreamDestination();
      destination.channelCount = 1;
      source.connect(node).connect(destination);
      context.addEventListener("statechange", listener.onRunning);
      this.#undo.push(() => {
        context.removeEventListener("statechange", listener.onRunning);
        node.port.onmessage = null;
        node.destroy();
        node.disconnect();
        for (const track of destination.stream.getTracks()) track.stop();
      });
      this.#isRunning = () => context.state === "running";
      await this.#follow(node, listener);
      return destination.stream;
    } catch (cause) {
      this.stop();
      if (cause instanceof ProcessingError) throw cause;
      throw new ProcessingError("code-missing", { cause });
    }
  }

  isRunning(): boolean {
    return this.#isRunning();
  }

  stop(): void {
    this.#isStopped = true;
    this.#isRunning = () => false;
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /** Resolves once the worklet runs, or while the browser suspends the context: `isRunning` tells then. */
  #follow(node: AudioWorkletNode, listener: SoundListener): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#page.after(startWaitMs, () => {
        if (this.#isRunning()) reject(new ProcessingError("stalled"));
        else resolve();
      });
      this.#undo.push(cancel);
      node.onprocessorerror = () => listener.onFailure("stalled");
      node.port.onmessage = ({ data }: MessageEvent<WorkletMessage>) => {
        if (data.type === "cost") return listener.onCost(data.ratio);
        if (data.type === "dead") return listener.onFailure("stalled");
        cancel();
        resolve();
      };
    });
  }
}

const wasms = new Map<Suppressor, Promise<ArrayBuffer>>();

/**
 * A suppressor's wasm, compiled once on the page: a worklet whose page may run none gives silence, without any error.
 *
 * @throws {ProcessingError}
 */
function loadWasm(suppressor: Suppressor): Promise<ArrayBuffer> {
  let loading = wasms.get(suppressor);
  if (!loading) {
    loading = load(suppressor);
    wasms.set(suppressor, loading);
    loading.catch(() => wasms.delete(suppressor));
  }
  return loading;
}

async function load(suppressor: Suppressor): Promise<ArrayBuffer> {
  const bytes =
    await (suppressor === "gtcrn"
      ? loadGtcrn({ url: suppressorFiles.gtcrn.wasm })
      : loadRnnoise({ url: suppressorFiles.rnnoise.wasm, simdUrl: rnnoiseSimdFile })).catch(
        (cause) => {
          throw new ProcessingError("code-missing", { cause });
        },
      );
  try {
    await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new ProcessingError("refused", { cause });
  }
  return bytes;
}

const modules = new WeakMap<AudioContext, Map<string, Promise<void>>>();

/** Adds the worklets to a context, each once: ours first, since it watches those that come after it. */
async function addModules(context: AudioContext, suppressor: Suppressor): Promise<void> {
  const added = modules.get(context) ?? new Map<string, Promise<void>>();
  modules.set(context, added);
  for (const address of [watchFile, suppressorFiles[suppressor].worklet]) {
    let adding = added.get(address);
    if (!adding) {
      adding = context.audioWorklet.addModule(address);
      added.set(address, adding);
      adding.catch(() => added.delete(address));
    }
    await adding;
  }
}
