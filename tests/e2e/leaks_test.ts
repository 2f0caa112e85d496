/** Settings opened and closed again and again leave nothing behind. */
import { expect } from "expect";
import type { BrowserContext, Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { button, join } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("leaks");

interface Held {
  audioContexts: number;
  /** Captured, copied or made of sound, and live. */
  tracks: number;
  listeners: number;
}

declare global {
  var heldNow: () => Held;
}

/** Counts audio contexts, tracks and listeners that are made and not released, before the app's code runs. */
async function countWhatIsHeld(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const contexts: AudioContext[] = [];
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
      override createMediaStreamDestination(): MediaStreamAudioDestinationNode {
        const destination = super.createMediaStreamDestination();
        tracks.push(...destination.stream.getTracks());
        return destination;
      }
    };
    const tracks: MediaStreamTrack[] = [];
    const { clone } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.clone = function () {
      const copy = clone.call(this);
      tracks.push(copy);
      return copy;
    };
    const devices = navigator.mediaDevices;
    const getUserMedia = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    // Of what outlives a dialog: an element's own listeners go with the element.
    const lasting: EventTarget[] = [globalThis, document, devices, screen.orientation];
    const listeners = new Set<string>();
    let listenersMade = 0;
    const ids = new WeakMap<object, number>();
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const keyOf = (target: EventTarget, type: string, listener: object, capture: boolean) => {
      if (!ids.has(listener)) ids.set(listener, ++listenersMade);
      const testbed = lasting.indexOf(target);
      const name = testbed >= 0 ? testbed : target.constructor.name;
      return `${name} ${type} ${ids.get(listener)} ${capture}`;
    };
    const isLasting = (target: EventTarget) =>
      lasting.includes(target) || target instanceof MediaQueryList ||
      target instanceof PermissionStatus || target instanceof BaseAudioContext;
    const isCapture = (options: unknown) =>
      typeof options === "object" && options
        ? "capture" in options && !!options.capture
        : !!options;
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      const target = this ?? globalThis;
      addEventListener.call(target, type, listener, options);
      if (!listener || !isLasting(target)) return;
      const key = keyOf(target, type, listener, isCapture(options));
      listeners.add(key);
      const { signal, once } = typeof options === "object" ? options : {};
      const forget = () => listeners.delete(key);
      if (signal) addEventListener.call(signal, "abort", forget);
      if (once) addEventListener.call(target, type, forget, { once: true });
    };
    EventTarget.prototype.removeEventListener = function (type, listener, options) {
      const target = this ?? globalThis;
      removeEventListener.call(target, type, listener, options);
      if (listener) listeners.delete(keyOf(target, type, listener, isCapture(options)));
    };
    globalThis.heldNow = () => ({
      audioContexts: contexts.filter((context) => context.state !== "closed").length,
      tracks: tracks.filter((track) => track.readyState === "live").length,
      listeners: listeners.size,
    });
  });
}

const heldNow = (page: Page) => page.evaluate(() => globalThis.heldNow());

/** Opens the settings, looks at each tab for `pauseMs`, and closes them, `times` over. */
async function lookAtSettings(page: Page, times: number, pauseMs: number): Promise<void> {
  await page.evaluate(async ([times, pauseMs]) => {
    const found = async (find: () => HTMLElement | null | undefined) => {
      for (let i = 0; i < 500; i++) {
        const element = find();
        if (element) return element;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error("Not found on the page");
    };
    const buttonOf = (name: string) => () =>
      [...document.querySelectorAll("button")].find((button) =>
        button.textContent?.trim() === name
      );
    for (let i = 0; i < times; i++) {
      (await found(buttonOf("Settings"))).click();
      await found(() => document.querySelector<HTMLElement>("dialog[open]"));
      for (const tab of ["video", "devices", "audio"]) {
        (await found(() => document.getElementById(`tab-${tab}`))).click();
        // Every other time there is no pause: a capture is not open yet when it is closed.
        await new Promise((resolve) => setTimeout(resolve, i % 2 === 0 ? pauseMs : 0));
      }
      (await found(buttonOf("Done"))).click();
      while (document.querySelector("dialog")) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }, [times, pauseMs]);
}

for (const [where, times] of [["at the pre-join", 20], ["in the call", 60]] as const) {
  test(`settings opened and closed ${times} times ${where} leave no context, track or listener`, async (testbed) => {
    const context = await testbed.person({ permissions: ["microphone", "camera"] });
    await countWhatIsHeld(context);
    const page = await testbed.visit(context, "leaks");
    if (where === "in the call") await join(page, "Kim");
    else await button(page, "Join").waitFor();
    // Two audio contexts stay once they are made: the SDK's and ours.
    await lookAtSettings(page, 3, 500);
    await eventually(async () => expect((await heldNow(page)).tracks).toBe(0));
    const before = await heldNow(page);
    expect(before.audioContexts).toBeLessThanOrEqual(where === "in the call" ? 2 : 1);
    await lookAtSettings(page, times, 30);
    await eventually(async () => expect(await heldNow(page)).toEqual(before));
  });
}
