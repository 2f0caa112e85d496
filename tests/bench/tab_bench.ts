/** What a call of 25 costs one tab: on a whole Chromium over its raw protocol, so that a hidden tab is one. */
import { join } from "node:path";
import { startApp } from "../../toolchain/app.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { RawChromium, type RawTab } from "../../toolchain/raw_chromium.ts";
import { writePictureFile } from "../../toolchain/rtc/picture_file.ts";
import { type CallRow, Crowd } from "./call_bench.ts";

const others = 24;
const sampleSeconds = 20;

/** All lines. The heap is looked at once a minute, for `minutes`. */
export async function measureTab(minutes: number): Promise<CallRow[]> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "madang-bench-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const liveKit = await startLiveKit({ logFile: join(folder, "livekit.log") });
  stack.defer(() => liveKit.stop());
  const app = await startApp({
    liveKit,
    kvUrl: join(folder, "app.kv"),
    env: { MADANG_RATE_LIMITS: "off" },
  });
  stack.defer(() => app.stop());
  const crowd = stack.use(new Crowd(app, 8));
  await crowd.join("space-tab", others, true);
  const camera = join(folder, "camera.y4m");
  await writePictureFile(camera, 1, { width: 64, height: 36, framesPerSecond: 1, seconds: 1 });
  const browser = await RawChromium.launch(camera);
  stack.defer(() => browser.close());
  const tab = await browser.open(`${app.url}/space/tab`, `(${watchDrawing})()`);
  await tab.send("Performance.enable", { timeDomain: "threadTicks" });
  const drawn = await enter(tab);
  await pause(10);
  const front = await shareOf(tab);
  const heaps = [await heapOf(tab)];
  for (let minute = 0; minute < minutes; minute++) {
    await pause(60);
    heaps.push(await heapOf(tab));
  }
  await browser.open("about:blank");
  if (await tab.evaluate("document.visibilityState") !== "hidden") {
    throw new Error("The tab is not hidden");
  }
  // The SDK pauses what is not seen after some seconds.
  await pause(10);
  const hidden = await shareOf(tab);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    {
      what: "From the connection until all tiles are drawn",
      measured: `${drawn.toFixed(0)} ms`,
      target: "20 ms",
    },
    {
      what: "The page's thread, of one core",
      measured: percent(front.main),
      target: "below 15 %",
    },
    {
      what: "The whole tab with its decoders, of one core",
      measured: `${percent(front.all)}, ${front.framesPerSecond.toFixed(0)} pictures a second`,
      target: "—",
    },
    {
      what: "The page's thread while the tab is hidden",
      measured: percent(hidden.main),
      target: "near zero",
    },
    {
      what: "The whole tab while it is hidden",
      measured: `${percent(hidden.all)}, ${hidden.framesPerSecond.toFixed(0)} pictures a second`,
      target: "no pictures",
    },
    {
      what: "Memory of the page's scripts, once a minute",
      measured: `${heaps.map((heap) => heap.toFixed(1)).join(", ")} MB`,
      target: "flat",
    },
  ];
}

declare global {
  var connectedAt: number;
  var drawnAt: number;
}

/** Runs in the page before anything of ours. */
function watchDrawing(): void {
  globalThis.connectedAt = globalThis.drawnAt = 0;
  globalThis.peers = [];
  const Own = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Own {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      globalThis.peers.push(this);
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "connected") globalThis.connectedAt ||= performance.now();
      });
    }
  };
  const observer = new MutationObserver(() => {
    if (document.querySelectorAll(".call:not(.call-coming) .tile").length < 2) return;
    observer.disconnect();
    // After the next frame.
    requestAnimationFrame(() => setTimeout(() => globalThis.drawnAt = performance.now()));
  });
  observer.observe(document, { subtree: true, childList: true, attributeFilter: ["class"] });
}

/** Joins, and answers the milliseconds from the connection until the tiles were drawn. */
async function enter(tab: RawTab): Promise<number> {
  return await tab.evaluate<number>(`new Promise((resolve) => {
    let hasClicked = false;
    const look = () => {
      const field = document.querySelector("#your-name");
      const join = [...document.querySelectorAll("button")]
        .find((one) => one.textContent.trim() === "Join");
      if (field && join && !hasClicked && performance.now() > 2000) {
        field.value = "Kim";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        join.click();
        hasClicked = true;
      }
      if (drawnAt > 0) resolve(drawnAt - connectedAt);
      else setTimeout(look, 200);
    };
    look();
  })`);
}

/** Shares of one core of the page's thread and of the whole tab, and pictures decoded a second, over the next seconds. */
async function shareOf(tab: RawTab) {
  const read = async () => {
    const { metrics } = await tab.send("Performance.getMetrics");
    const { value = 0 } = (metrics as { name: string; value: number }[])
      .find(({ name }) => name === "TaskDuration") ?? {};
    const frames = await tab.evaluate<number>(`(async () => {
      let frames = 0;
      for (const peer of peers) {
        for (const [, stats] of await peer.getStats()) frames += stats.framesDecoded ?? 0;
      }
      return frames;
    })()`);
    return { main: value, all: await tab.cpuSeconds(), frames };
  };
  const before = await read();
  await pause(sampleSeconds);
  const after = await read();
  return {
    main: (after.main - before.main) / sampleSeconds,
    all: (after.all - before.all) / sampleSeconds,
    framesPerSecond: (after.frames - before.frames) / sampleSeconds,
  };
}

/** Megabytes, after a collection. */
async function heapOf(tab: RawTab): Promise<number> {
  await tab.send("HeapProfiler.collectGarbage");
  const { usedSize } = await tab.send("Runtime.getHeapUsage");
  return Number(usedSize) / 1e6;
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
