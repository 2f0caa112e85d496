/** The background: a person's picture as fake camera, and what stands behind the person. */
import { Buffer } from "node:buffer";
import { expect } from "expect";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { writePictureFile } from "../../toolchain/rtc/picture_file.ts";
import { eventually } from "./eventually.ts";
import { seesMovingPicture } from "./media_spy.ts";
import { button, join, participant, seesPeople, switchOff, switchOn } from "./people.ts";
import { isFirefox, type Testbed, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("background");

/** A person before a striped wall, of `toolchain/rtc/picture.ts`. */
const striped = 4;

/** Everything that a background loads, compressed; docs/speed.md says so. */
const mostBytes = 700_000;

test(
  "a background is chosen before joining, seen by others, changed in the call, and survives no failure unsaid",
  async (testbed) => {
    const { context, loaded, end } = await personWithCamera(testbed);
    const page = await testbed.visit(context, "backgrounds");
    await switchOn(page, "Camera");
    const mirror = page.locator(".mirror");
    await seesMovingPicture(mirror);
    expect((await look(mirror)).contrast).toBeGreaterThan(20);
    expect([...loaded.keys()]).toEqual([]);

    await choose(page, "Yard");
    await eventually(async () => expect(await look(mirror)).toMatchObject(yard));
    expect([...loaded.keys()].filter((path) => !/-[0-9a-f]{12}\.\w+$/.test(path))).toEqual([]);
    const files = [...loaded.keys()].map((path) => path.replace(/-[0-9a-f]{12}\./, ".")).sort();
    expect(files).toEqual([
      ...["background_worker.js", "books.svg", "dusk.svg", "hanji.svg", "night.svg", "pines.svg"],
      ...["selfie_segmentation_landscape.tflite", "tflite-simd-1-0-0.wasm", "yard.svg"],
    ]);
    const bytes = (await Promise.all(loaded.values())).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(500_000);
    expect(bytes).toBeLessThan(mostBytes);

    await join(page, "Haru");
    const other = await testbed.visit(await testbed.person(), "backgrounds");
    await join(other, "Mina");
    await seesPeople(other, "Haru", "Mina");
    const seen = participant(other, "Haru");
    await seesMovingPicture(seen);
    await eventually(async () => expect(await look(seen)).toMatchObject(yard));

    await choose(page, "Strongly blurred");
    await eventually(async () => {
      expect(await look(seen)).toMatchObject({ sky: false, face: true });
      expect((await look(seen)).contrast).toBeLessThan(8);
    });

    // The worker dies without a word.
    await page.evaluate(() => globalThis.startedWorkers.forEach((worker) => worker.terminate()));
    await page.getByText("Your room is seen: the background has stopped.").first().waitFor();
    await eventually(async () => expect((await look(seen)).contrast).toBeGreaterThan(20));
    await seesMovingPicture(seen);
    await button(page, "Try again").click();
    await eventually(async () => expect((await look(seen)).contrast).toBeLessThan(8));

    // It is remembered; and where its files do not come, that is said.
    await context.route(/\.tflite$/, (route) => route.abort());
    await page.reload();
    await openCamera(page);
    await page.getByText("Your room is seen: the background did not load.").first().waitFor();
    await eventually(async () => expect((await look(mirror)).contrast).toBeGreaterThan(20));
    await context.unroute(/\.tflite$/);
    await button(page, "Try again").click();
    await eventually(async () => expect((await look(mirror)).contrast).toBeLessThan(8));

    // One's own picture stays in this browser: no request carries anything when it is chosen.
    await page.getByRole("button", { name: "Video devices" }).click();
    const sending: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") sending.push(request.url());
    });
    await page.locator("input[type=file]").setInputFiles({
      ...{ name: "sea.svg", mimeType: "image/svg+xml", buffer: notAPicture },
    });
    await page.getByText("not a picture that this browser can show").waitFor();
    await page.locator("input[type=file]").setInputFiles({
      ...{ name: "blue.png", mimeType: "image/png", buffer: await bluePng(page) },
    });
    await eventually(async () => expect(await look(mirror)).toMatchObject(yard));
    expect(sending).toEqual([]);
    await page.reload();
    await openCamera(page);
    await eventually(async () => expect(await look(mirror)).toMatchObject(yard));
    await end();
  },
);

/** The finding of `look` where the sky of the yard is behind the person. */
const yard = { sky: true, face: true };

/** Text, which is no picture. */
const notAPicture = Buffer.from("not a picture");

declare global {
  var startedWorkers: Worker[];
}

/** A person whose camera shows a drawn person, and the files of processing that their pages load, with their bytes. */
async function personWithCamera(testbed: Testbed): Promise<{
  context: BrowserContext;
  loaded: Map<string, Promise<number>>;
  end(): Promise<void>;
}> {
  const camera = await Deno.makeTempFile({ suffix: ".y4m" });
  await writePictureFile(camera, striped);
  const context = await testbed.person({}, {
    // Firefox takes no file for a camera: it gets one that is drawn in the page.
    args: isFirefox ? [] : [`--use-file-for-fake-video-capture=${camera}`],
  });
  if (isFirefox) await context.addInitScript(drawCamera);
  await context.addInitScript(() => {
    globalThis.startedWorkers = [];
    globalThis.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        globalThis.startedWorkers.push(this);
      }
    };
  });
  const loaded = new Map<string, Promise<number>>();
  context.on("requestfinished", (request) => {
    const [, name] = /\/processing\/(.+)$/.exec(new URL(request.url()).pathname) ?? [];
    if (name) loaded.set(name, request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  return { context, loaded, end: () => Deno.remove(camera) };
}

/** Replaces the camera by a drawn person before a striped wall. */
function drawCamera(): void {
  navigator.mediaDevices.getUserMedia = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 360];
    const pen = canvas.getContext("2d");
    const stream = canvas.captureStream(15);
    const draw = () => {
      if (!pen) return;
      for (let stripe = 0; stripe < 40; stripe++) {
        pen.fillStyle = stripe % 2 ? "#88806f" : "#e2d6be";
        pen.fillRect(stripe * 16, 0, 16, 360);
      }
      const oval = (colour: string, y: number, width: number, height: number) => {
        pen.fillStyle = colour;
        pen.beginPath();
        pen.ellipse(320, y, width, height, 0, 0, 2 * Math.PI);
        pen.fill();
      };
      oval("#1d6b52", 354, 151, 130);
      oval("#342822", 145, 54, 62);
      oval("#ecbe96", 160, 50, 55);
    };
    draw();
    const timer = setInterval(() => {
      draw();
      if (stream.getTracks().every(({ readyState }) => readyState === "ended")) {
        clearInterval(timer);
      }
    }, 66);
    return Promise.resolve(stream);
  };
}

/** Opens the camera, which is remembered as on, and would be opened by *Join*. */
async function openCamera(page: Page): Promise<void> {
  await switchOff(page, "Camera");
  await switchOn(page, "Camera");
}

/** Opens the camera's menu, chooses, and closes it. */
async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Video devices" }).click();
  // By the keyboard: the radio itself is not seen.
  await page.getByRole("radio", { name, exact: true }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
}

/** What a picture shows: whether there is a blue sky above, a face in the middle, and how strong the stripes of the wall are. */
async function look(element: Locator): Promise<{ sky: boolean; face: boolean; contrast: number }> {
  return await element.locator("video").first().evaluate((video: HTMLVideoElement) => {
    const { videoWidth: width, videoHeight: height } = video;
    const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen || !width) return { sky: false, face: false, contrast: -1 };
    pen.drawImage(video, 0, 0);
    const meanOf = (x: number, y: number) => {
      const at = [x * width - 4, y * height - 4].map(Math.round);
      const { data } = pen.getImageData(at[0], at[1], 8, 8);
      const sums = [0, 0, 0];
      data.forEach((value, i) => i % 4 < 3 && (sums[i % 4] += value / 64));
      return sums;
    };
    const [skyRed, , skyBlue] = meanOf(0.1, 0.1);
    const [faceRed, , faceBlue] = meanOf(0.5, 0.45);
    const row = pen.getImageData(0, Math.round(height * 0.15), Math.round(width * 0.3), 1).data;
    const greens = [...row].filter((_, i) => i % 4 === 1);
    const mean = greens.reduce((sum, green) => sum + green, 0) / greens.length;
    const variance = greens.reduce((sum, green) => sum + (green - mean) ** 2, 0) / greens.length;
    return {
      sky: skyBlue > skyRed + 20,
      face: faceRed > faceBlue + 40,
      contrast: Math.sqrt(variance),
    };
  });
}

/** A blue picture as a file. */
async function bluePng(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(320, 180);
    const pen = canvas.getContext("2d");
    if (pen) pen.fillStyle = "#3070d0";
    pen?.fillRect(0, 0, 320, 180);
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  });
  return Buffer.from(bytes);
}
