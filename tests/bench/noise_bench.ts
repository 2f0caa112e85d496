/** The noise suppressors of *Strong*, in a page of ours: what they take away of noise, and what they take of this machine. */
import type { Page } from "playwright-core";
import { startApp } from "../../toolchain/app.ts";
import { launchChromium } from "../../toolchain/chromium.ts";
import { type Suppressor, suppressors } from "../../lib/media/ports/processor_port.ts";

/** Of one suppressor. */
export interface NoiseFigures {
  readonly suppressor: Suppressor;
  /** By how much it lowers white noise and typing, in decibels. */
  readonly white: number;
  readonly typing: number;
  /** The share of one processor core, while it hears white noise. */
  readonly coreRatio: number;
  /** From nothing until it gives a sound, its files included, in milliseconds. */
  readonly startMs: number;
}

/** Measures each in real time, a few seconds a sound. */
export async function measureNoise(): Promise<readonly NoiseFigures[]> {
  const app = await startApp({ liveKit: null });
  const browser = await launchChromium();
  try {
    const figures: NoiseFigures[] = [];
    for (const suppressor of suppressors) {
      const page = await browser.newPage();
      await page.goto(`${app.url}/space/bench`);
      const white = await measure(page, suppressor, "white");
      const typing = await measure(page, suppressor, "typing");
      const { coreRatio, startMs } = white;
      figures.push({ suppressor, white: white.fall, typing: typing.fall, coreRatio, startMs });
      await page.close();
    }
    return figures;
  } finally {
    await browser.close();
    await app.stop();
  }
}

async function measure(
  page: Page,
  suppressor: Suppressor,
  sound: "white" | "typing",
): Promise<{ fall: number; coreRatio: number; startMs: number }> {
  const wasm = suppressor === "gtcrn" ? "gtcrn.wasm" : "rnnoise_simd.wasm";
  const given = {
    ...{ suppressor, sound },
    wasm: await builtAddress(wasm),
    watch: await builtAddress("quiet_worklet.js"),
    worklet: await builtAddress(`${suppressor}_worklet.js`),
  };
  return await page.evaluate(async ({ suppressor, sound, wasm, watch, worklet }) => {
    const beganMs = performance.now();
    const context = new AudioContext({ sampleRate: 48_000 });
    await context.resume();
    const wasmBinary = await (await fetch(wasm)).arrayBuffer();
    await context.audioWorklet.addModule(watch);
    await context.audioWorklet.addModule(worklet);
    const buffer = context.createBuffer(1, 48_000 * 3, 48_000);
    const samples = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) {
      const level = sound === "white" ? 0.05 : 0.5 * Math.exp(-(i % 7200) / 160);
      samples[i] = level * (2 * Math.random() - 1);
    }
    const source = new AudioBufferSourceNode(context, { buffer, loop: true });
    const node = new AudioWorkletNode(context, `@sapphi-red/web-noise-suppressor/${suppressor}`, {
      ...{ channelCount: 1, channelCountMode: "explicit" },
      processorOptions: { maxChannels: 1, wasmBinary },
    });
    const costs: number[] = [];
    const ready = new Promise<void>((resolve) => {
      node.port.onmessage = ({ data }) => {
        if (data.type === "ready") resolve();
        if (data.type === "cost") costs.push(data.ratio);
      };
    });
    const silent = new GainNode(context, { gain: 0 });
    const [before, after] = [0, 1].map(() => new AnalyserNode(context, { fftSize: 4096 }));
    source.connect(before);
    source.connect(node).connect(after).connect(silent).connect(context.destination);
    source.start();
    await ready;
    const startMs = performance.now() - beganMs;
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await wait(1500);
    const read = new Float32Array(4096);
    const powerOf = (analyser: AnalyserNode) => {
      analyser.getFloatTimeDomainData(read);
      return read.reduce((sum, sample) => sum + sample ** 2, 0);
    };
    const powers: [before: number, after: number] = [0, 0];
    for (let reading = 0; reading < 50; reading++) {
      await wait(85);
      powers[0] += powerOf(before);
      powers[1] += powerOf(after);
    }
    await context.close();
    const ordered = costs.slice(1).sort((a, b) => a - b);
    return {
      fall: 10 * Math.log10(powers[0] / powers[1]),
      coreRatio: ordered[Math.floor(ordered.length / 2)],
      startMs,
    };
  }, given);
}

/** The address of a file in the build, whose name has a hash there. */
async function builtAddress(name: string): Promise<string> {
  const list: { name: string }[] = JSON.parse(
    await Deno.readTextFile("_fresh/processing/files.json"),
  );
  const [stem, ending] = name.split(".");
  const found = list.find((file) => file.name.startsWith(`${stem}-`) && file.name.endsWith(ending));
  if (!found) throw new Error(`The build has no file ${name}`);
  return `/processing/${found.name}`;
}
