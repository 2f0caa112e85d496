import createTwilioTFLiteSIMDModule from "@twilio/video-processors/dist/build/tflite-simd-1-0-0.js";
import type { SegmenterAddresses } from "./background_messages.ts";
import type { Segmenter } from "./background_mixer.ts";
import { gridSize } from "./person_grid.ts";
import { ProcessingError } from "../ports/processor_port.ts";

/** The parts of the package's WebAssembly module that we call. Offsets are in bytes. */
interface TfLite {
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  _getModelBufferMemoryOffset(): number;
  /** 0 is success. */
  _loadModel(bytes: number): number;
  _getInputMemoryOffset(): number;
  _getOutputMemoryOffset(): number;
  _runInference(): number;
}

type CreateTfLite = (options: {
  /** Its chatter goes to the console else. */
  print(): void;
  printErr(): void;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): object;
}) => Promise<TfLite>;

/** Fetches and starts the model. @throws {ProcessingError} `code-missing`, `refused` or `unexpected` */
export async function loadSegmenter({ wasm, model }: SegmenterAddresses): Promise<Segmenter> {
  const [wasmBytes, modelBytes] = await Promise.all([fetchBytes(wasm), fetchBytes(model)]);
  const compiled = await WebAssembly.compile(wasmBytes).catch((cause) => {
    throw new ProcessingError("refused", { cause });
  });
  const create: CreateTfLite = createTwilioTFLiteSIMDModule;
  const tfLite = await create({
    print() {},
    printErr() {},
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(compiled, imports).then(done);
      return {};
    },
  });
  tfLite.HEAPU8.set(modelBytes, tfLite._getModelBufferMemoryOffset());
  if (tfLite._loadModel(modelBytes.length) !== 0) throw new ProcessingError("unexpected");
  const cells = gridSize.width * gridSize.height;
  const view = (offset: number, length: number) =>
    tfLite.HEAPF32.subarray(offset / 4, offset / 4 + length);
  return {
    // Read anew each time: memory that grows is another buffer.
    get input() {
      return view(tfLite._getInputMemoryOffset(), cells * 3);
    },
    run() {
      tfLite._runInference();
      return view(tfLite._getOutputMemoryOffset(), cells);
    },
  };
}

async function fetchBytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`Status ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (cause) {
    throw new ProcessingError("code-missing", { cause });
  }
}
