/** `quiet_worklet.js` as an AudioWorklet runs it: over processors that fail, and over the real suppressor of the package. */
import { gzipSync } from "node:zlib";
import { expect } from "expect";

const samplesPerSecond = 48_000;
/** A render quantum. */
const quantum = 128;
const secondsOf = (quanta: number) => quanta * quantum / samplesPerSecond;

interface Message {
  readonly type: string;
  readonly ratio?: number;
}

/** As `AudioWorkletGlobalScope` has it, with the messages that the page would get. */
class FakeWorkletProcessor {
  readonly posted: Message[] = [];
  readonly #listeners: ((event: { data: string }) => void)[] = [];
  readonly port = {
    addEventListener: (_: string, listener: (event: { data: string }) => void) =>
      void this.#listeners.push(listener),
    start() {},
    postMessage: (message: Message) => void this.posted.push(message),
  };
  tell(data: string): void {
    for (const listener of this.#listeners) listener({ data });
  }
  process(_inputs: Float32Array[][], _outputs: Float32Array[][]): boolean {
    return true;
  }
}

type ProcessorClass = new (options?: unknown) => FakeWorkletProcessor;

/** Loads our worklet, then runs `load`, whose processor is registered; answers that one as watched by ours. */
async function watched(load: () => unknown): Promise<ProcessorClass> {
  const registered: ProcessorClass[] = [];
  const scope = {
    sampleRate: samplesPerSecond,
    AudioWorkletProcessor: FakeWorkletProcessor,
    registerProcessor: (_: string, processor: ProcessorClass) => void registered.push(processor),
  };
  Object.assign(globalThis, scope);
  const ours = new URL("../../../../lib/media/processing/quiet_worklet.js", import.meta.url);
  // Evaluated for each scope, as a browser does.
  new Function(await Deno.readTextFile(ours))();
  await load();
  // `sampleRate` is read while a processor runs.
  for (const name of ["AudioWorkletProcessor", "registerProcessor"]) {
    Reflect.deleteProperty(globalThis, name);
  }
  return registered[0];
}

/** A processor of `process`, watched. */
function watchedOf(
  process: (input: Float32Array, output: Float32Array, quantum: number) => void,
): Promise<ProcessorClass> {
  return watched(() => {
    class Processor extends FakeWorkletProcessor {
      #quanta = 0;
      override process([[input]]: Float32Array[][], [[output]]: Float32Array[][]): boolean {
        process(input, output, this.#quanta++);
        return true;
      }
    }
    const register: (name: string, processor: ProcessorClass) => void = Reflect.get(
      globalThis,
      "registerProcessor",
    );
    register("test", Processor);
  });
}

/** Runs a processor over `seconds` of `sound`. Answers each quantum's input and output. */
function run(
  processor: FakeWorkletProcessor,
  seconds: number,
  sound: (sample: number) => number,
): { input: Float32Array; output: Float32Array }[] {
  return Array.from({ length: Math.round(seconds / secondsOf(1)) }, (_, i) => {
    const input = new Float32Array(quantum).map((_, k) => sound(i * quantum + k));
    const output = new Float32Array(quantum);
    processor.process([[input]], [[output]]);
    return { input, output };
  });
}

const hum = (sample: number) => 0.1 * Math.sin(2 * Math.PI * 200 * sample / samplesPerSecond);
const typesOf = ({ posted }: FakeWorkletProcessor) =>
  posted.map(({ type }) => type).filter((type) => type !== "cost");

Deno.test("quiet_worklet passes the voice on where nothing comes out, and says so within 300 ms", async () => {
  // As the package's processors are on a page without `wasm-unsafe-eval`.
  const processor = new (await watchedOf(() => {}))();
  const quanta = run(processor, 0.3, hum);
  expect(typesOf(processor)).toEqual(["started", "dead"]);
  for (const { input, output } of quanta) expect(output).toEqual(input);
});

Deno.test("quiet_worklet gives the voice back within 300 ms when a suppressor dies, and calls it no more", async () => {
  const diesAt = Math.round(1 / secondsOf(1));
  let last = 0;
  const processor = new (await watchedOf((input, output, i) => {
    last = i;
    if (i < diesAt) output.set(input.map((sample) => sample / 2));
  }))();
  const quanta = run(processor, 2, hum);
  expect(typesOf(processor)).toEqual(["started", "ready", "dead"]);
  const isRaw = quanta.map(({ input, output }) => output.every((sample, k) => sample === input[k]));
  expect(isRaw.slice(0, diesAt)).toEqual(Array(diesAt).fill(false));
  const silent = isRaw.indexOf(true, diesAt) - diesAt;
  expect(secondsOf(silent)).toBeLessThan(0.3);
  expect(isRaw.slice(diesAt + silent)).not.toContain(false);
  expect(last).toBeLessThan(diesAt + silent + 1);
});

Deno.test("quiet_worklet gives the voice back at once where a suppressor throws or makes no numbers", async () => {
  const fails = [
    () => {
      throw new Error("out of bounds");
    },
    (_: Float32Array, output: Float32Array) => void output.fill(NaN),
  ];
  for (const fail of fails) {
    const processor = new (await watchedOf(fail))();
    for (const { input, output } of run(processor, 0.1, hum)) expect(output).toEqual(input);
    expect(typesOf(processor)).toEqual(["started", "dead"]);
  }
});

Deno.test("quiet_worklet takes silence for no failure: a muted microphone, a quiet room", async () => {
  const processor = new (await watchedOf(() => {}))();
  run(processor, 2, () => 0);
  run(processor, 2, (sample) => hum(sample) / 1000);
  expect(typesOf(processor)).toEqual(["started"]);
});

Deno.test("quiet_worklet takes short silence of the suppressor for no failure", async () => {
  const pause = Math.round(0.2 / secondsOf(1));
  const processor = new (await watchedOf((input, output, i) => {
    if (i % pause === 0) output.set(input);
  }))();
  run(processor, 2, hum);
  expect(typesOf(processor)).toEqual(["started", "ready"]);
});

Deno.test("quiet_worklet ends a processor that is destroyed", async () => {
  const processor = new (await watchedOf((input, output) => output.set(input)))();
  expect(processor.process([[new Float32Array(128)]], [[new Float32Array(128)]])).toBe(true);
  processor.tell("destroy");
  expect(processor.process([[new Float32Array(128)]], [[new Float32Array(128)]])).toBe(false);
});

const decibels = (ratio: number) => 20 * Math.log10(ratio);
const rmsOf = (samples: readonly Float32Array[]) => {
  const all = samples.flatMap((each) => [...each]);
  return Math.sqrt(all.reduce((sum, sample) => sum + sample ** 2, 0) / all.length);
};

/** Reproducible, −1…1. */
function noise(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 0x7fffffff;
    return state / 0x40000000 - 1;
  };
}

/** The files that compat/processing_files.ts takes from the package. */
const packageFiles = [
  "gtcrnWorklet.js",
  "gtcrn.wasm",
  "rnnoiseWorklet.js",
  "rnnoise.wasm",
  "rnnoise_simd.wasm",
];

function fileOf(name: string): URL {
  return new URL(import.meta.resolve(`@sapphi-red/web-noise-suppressor/${name}`));
}

/** One of the real ones, once its wasm runs. */
async function start(Gtcrn: ProcessorClass): Promise<FakeWorkletProcessor> {
  const wasmBinary = (await Deno.readFile(fileOf("gtcrn.wasm"))).buffer;
  const processor = new Gtcrn({ processorOptions: { maxChannels: 1, wasmBinary } });
  while (!("processor" in processor && processor.processor)) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  return processor;
}

Deno.test("the package's GTCRN takes white noise down by 15 dB and typing by 20, and is not taken for dead", async () => {
  const Gtcrn = await watched(() => import(fileOf("gtcrnWorklet.js").href));
  const random = noise();
  let key = 0;
  const sounds = {
    white: { sound: () => 0.05 * random(), atLeast: 15 },
    typing: {
      sound: (sample: number) => {
        key = sample % 7200 === 0 ? 0.5 : key * 0.994;
        return key * random();
      },
      atLeast: 20,
    },
  };
  for (const [name, { sound, atLeast }] of Object.entries(sounds)) {
    const processor = await start(Gtcrn);
    const settled = run(processor, 4, sound).slice(Math.round(1 / secondsOf(1)));
    const fall = decibels(rmsOf(settled.map(({ input }) => input))) -
      decibels(rmsOf(settled.map(({ output }) => output)));
    expect([name, fall]).toEqual([name, expect.any(Number)]);
    expect(fall).toBeGreaterThan(atLeast);
    expect(typesOf(processor)).toEqual(["started", "ready"]);
    expect(processor.posted.filter(({ type }) => type === "cost").length).toBe(4);
  }
});

Deno.test("the files of the noise suppressor are the ones that were tried: the bytes of the package's version", async () => {
  const manifest = new URL("../package.json", fileOf("gtcrn.wasm"));
  expect(JSON.parse(await Deno.readTextFile(manifest)).version).toBe("0.4.1");
  const hashes: Record<string, string> = {};
  for (const name of packageFiles) {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(fileOf(name)));
    hashes[name] = new Uint8Array(digest).toHex();
  }
  expect(hashes).toEqual({
    "gtcrnWorklet.js": "343322257ef82a421ab9dd795b4afe18c1aa5b48a0ff65bc040a308c78893da8",
    "gtcrn.wasm": "01a5286ddaa1ce6d0dd5510bd9241f3bf0cc727a05d5767ae6881d85d9983719",
    "rnnoiseWorklet.js": "1e06facbb3d7459b89769aa4247cd4b71263e6662e4da0c54763f3bf06f5893b",
    "rnnoise.wasm": "8b60a2ab88fdae2d1a9f940249d0eb072f28ba8e796f7304347b4e07839c8853",
    "rnnoise_simd.wasm": "378fd17c294db15ee4e818ba5ef072242a21c8ad7445b483f7f46d7dc4f2c253",
  });
});

Deno.test("what switching *Strong* on loads, compressed, is below 130 KB", async () => {
  const ours = new URL("../../../../lib/media/processing/quiet_worklet.js", import.meta.url);
  const files = [ours, fileOf("gtcrnWorklet.js"), fileOf("gtcrn.wasm")];
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await Deno.readFile(file)).byteLength),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(130 * 1024);
});
