/** What a background costs: by the page's own worker, on a whole Chromium over its raw protocol, so that a hidden tab is one. */
import { startApp } from "../../toolchain/app.ts";
import { RawChromium, type RawTab } from "../../toolchain/raw_chromium.ts";
import { writePictureFile } from "../../toolchain/rtc/picture_file.ts";

/** One line of the result. */
export interface BackgroundFigures {
  readonly what: string;
  readonly isHidden: boolean;
  readonly framesPerSecond: number;
  readonly msPerFrame: number;
  /** Processor time of the whole tab for each frame: that of other programs does not count. */
  readonly cpuMsPerFrame: number;
  /** The page's longest task on its main thread while it runs; 0: none above 50 ms. */
  readonly longestTaskMs: number;
}

const choices = [
  ["Light blur", "blur-light"],
  ["Strong blur", "blur-strong"],
  ["A picture", "yard"],
] as const;

/** Seconds of each figure, after two to warm up. */
const seconds = 6;

/** A script to run in the page before its code: keeps what the worker tells of its cost, and the page's long tasks. */
export function watchCosts(choice: string): string {
  return `
    localStorage.setItem("madang.background", JSON.stringify({ version: 1, choice: "${choice}" }));
    globalThis.costs = [];
    globalThis.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => one.duration)))
      .observe({ type: "longtask" });
    globalThis.Worker = class extends Worker {
      constructor(...options) {
        super(...options);
        this.addEventListener("message", ({ data }) => data.type === "cost" && costs.push(data.cost));
      }
    };`;
}

/** Measures each kind of background at 720p, in front and hidden. */
export async function measureBackgrounds(): Promise<BackgroundFigures[]> {
  const camera = await Deno.makeTempFile({ suffix: ".y4m" });
  await writePictureFile(camera, 4, { width: 1280, height: 720, framesPerSecond: 30, seconds: 1 });
  const app = await startApp({ liveKit: null });
  const figures: BackgroundFigures[] = [];
  try {
    for (const [what, choice] of choices) {
      const browser = await RawChromium.launch(camera);
      try {
        const tab = await browser.open(`${app.url}/space/bench`, watchCosts(choice));
        await begin(tab);
        figures.push({ what, isHidden: false, ...await measure(tab) });
        await browser.open("about:blank");
        if (await tab.evaluate("document.visibilityState") !== "hidden") {
          throw new Error("The tab is not hidden");
        }
        figures.push({ what, isHidden: true, ...await measure(tab) });
      } finally {
        await browser.close();
      }
    }
  } finally {
    await app.stop();
    await Deno.remove(camera);
  }
  return figures;
}

/** Switches the camera on, and waits for the first figure. */
export async function begin(tab: RawTab): Promise<void> {
  await tab.evaluate(`new Promise((resolve) => {
    const look = () => {
      const camera = [...document.querySelectorAll("button.switch")]
        .find((one) => one.textContent.includes("Camera"));
      if (camera?.getAttribute("aria-pressed") === "false") camera.click();
      if (globalThis.costs?.length > 1) resolve();
      else setTimeout(look, 200);
    };
    look();
  })`);
}

/** The figures of the next seconds. */
export async function measure(
  tab: RawTab,
): Promise<Omit<BackgroundFigures, "what" | "isHidden">> {
  await tab.evaluate("void (costs.length = longTasks.length = 0)");
  const cpuBefore = await tab.cpuSeconds();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const cpuMs = (await tab.cpuSeconds() - cpuBefore) * 1000;
  const costs = await tab.evaluate<{ framesPerSecond: number; msPerFrame: number }[]>("costs");
  const longTasks = await tab.evaluate<number[]>("longTasks");
  const mean = (of: (cost: typeof costs[number]) => number) =>
    costs.reduce((sum, cost) => sum + of(cost), 0) / Math.max(1, costs.length);
  const framesPerSecond = mean((cost) => cost.framesPerSecond);
  return {
    framesPerSecond,
    cpuMsPerFrame: cpuMs / seconds / Math.max(1, framesPerSecond),
    msPerFrame: mean((cost) => cost.msPerFrame),
    longestTaskMs: Math.max(0, ...longTasks),
  };
}
