/** A page's captures, connections and received media, seen from outside of it. */
import { expect } from "expect";
import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";

interface Spy {
  /** The constraints of each call. */
  captures: string[];
  connections: RTCPeerConnection[];
}

declare global {
  var mediaSpy: Spy;
}

/** Runs in each page before the app's code: notes captures and keeps peer connections. */
export function spyOnMedia(): void {
  const spy: Spy = { captures: [], connections: [] };
  globalThis.mediaSpy = spy;
  const devices = navigator.mediaDevices;
  if (devices) {
    const getUserMedia = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (constraints) => {
      const kinds = [constraints?.audio && "audio", constraints?.video && "video"];
      spy.captures.push(kinds.filter(Boolean).join("+"));
      return getUserMedia(constraints);
    };
    const getDisplayMedia = devices.getDisplayMedia.bind(devices);
    devices.getDisplayMedia = (options) => {
      spy.captures.push("screen");
      return getDisplayMedia(options);
    };
  }
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      spy.connections.push(this);
    }
  };
}

/**
 * In Firefox a listener of a track gets only the browser's own events, unless it asks for more:
 * a test could not imitate the system, or an unplugged device.
 */
export function hearMadeEvents(): void {
  const { addEventListener } = EventTarget.prototype;
  MediaStreamTrack.prototype.addEventListener = function (
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ) {
    Reflect.apply(addEventListener, this, [type, listener, options, true]);
  };
}

/** Replaces the picker of a screen by a drawn one that moves. */
export function drawScreen(): void {
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getDisplayMedia = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1280, 720];
    const pen = canvas.getContext("2d");
    let hue = 0;
    const stream = canvas.captureStream(15);
    const timer = setInterval(() => {
      if (!pen) return;
      pen.fillStyle = `hsl(${hue += 7} 50% 50%)`;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      if (stream.getTracks().every(({ readyState }) => readyState === "ended")) {
        clearInterval(timer);
      }
    }, 66);
    return Promise.resolve(stream);
  };
}

/** The captures that the page has asked for so far: `audio`, `video`, `audio+video`, `screen`. */
export function captures(page: Page): Promise<string[]> {
  return page.evaluate(() => globalThis.mediaSpy.captures);
}

/** Waits until nothing was loaded for half a second; an open stream does not count. */
export async function hasSettled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const loaded = () => performance.getEntriesByType("resource").length;
    for (let before = -1; before !== loaded() || document.readyState !== "complete";) {
      before = loaded();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  });
}

/** The summed energy of a sound from which on it counts as heard. */
const audibleEnergy = 1e-4;

/** Waits until the sound of exactly `count` others carries energy in this page. */
export async function hearsPeople(page: Page, count: number): Promise<void> {
  await eventually(async () => expect(await loudSounds(page)).toBe(count));
}

/** How many received sounds have energy. (`waitForFunction` takes any promise for a yes.) */
function loudSounds(page: Page): Promise<number> {
  return page.evaluate(async (audibleEnergy) => {
    let loud = 0;
    for (const connection of globalThis.mediaSpy.connections) {
      for (const report of (await connection.getStats()).values()) {
        const isSound = report.type === "inbound-rtp" && report.kind === "audio";
        if (isSound && report.totalAudioEnergy > audibleEnergy) loud++;
      }
    }
    return loud;
  }, audibleEnergy);
}

/** Waits until a picture inside `element` has a size and moves. */
export async function seesMovingPicture(element: Locator): Promise<void> {
  const video = element.locator("video");
  await video.first().waitFor({ state: "attached" });
  await video.first().evaluate((video: HTMLVideoElement) => {
    const limit = performance.now() + 40_000;
    // Firefox counts no frames of a stream in its playback quality.
    let shown = 0;
    const show = () => void video.requestVideoFrameCallback(() => (shown++, show()));
    show();
    const framesNow = () => Math.max(video.getVideoPlaybackQuality().totalVideoFrames, shown);
    const framesAtFirst = framesNow();
    return new Promise<void>((resolve, reject) => {
      const look = () => {
        const frames = framesNow() - framesAtFirst;
        if (video.videoWidth > 16 && frames >= 5) resolve();
        else if (performance.now() < limit) setTimeout(look, 50);
        else reject(new Error(`No moving picture: ${video.videoWidth} px, ${frames} frames`));
      };
      look();
    });
  });
}
