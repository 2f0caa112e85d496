/** A Chromium to drive, with a microphone and a camera that are not there. */
import { type Browser, chromium } from "playwright-core";
import { obtainChromium, obtainWholeChromium } from "./chromium_program.ts";

/** How the browser behaves where a person would be asked. */
export interface ChromiumOptions {
  /**
   * More microphones than one, whose options work. Chromium always has them, Firefox only in the place of
   * its camera; default false.
   */
  severalMicrophones?: boolean;
  /**
   * How a request for microphone, camera or screen is answered, at once and without asking;
   * default `granted`. What `permissions.query` says is another thing: `prompt`, or as the
   * context's `permissions` have it. (The Chromium from npm cannot ask: it is a headless shell.)
   */
  deviceRequests?: "granted" | "denied";
  /** Of the fake camera; default 20. Encoding them is most of what a call costs. */
  framesPerSecond?: number;
  /** Plays sound without a click; default true. */
  autoplays?: boolean;
  /**
   * A part of the title of the tab that `getDisplayMedia` takes without asking; by default it is a drawn screen. Takes an
   * installed Chromium or Chrome: a headless shell shares nothing real.
   */
  sharedTabTitle?: string;
  /**
   * Pages that were left are kept, to come back to as they were (the back-forward cache); default
   * false. Takes an installed Chromium or Chrome: a headless shell keeps none.
   */
  keepsPages?: boolean;
  /** More command-line arguments. */
  args?: readonly string[];
}

/** With Playwright's own listeners a test run would outlive SIGTERM. A browser ends with the process that launched it. */
export const leavesSignals = {
  handleSIGHUP: false,
  handleSIGINT: false,
  handleSIGTERM: false,
} as const;

/** Launches it headless. Close it when done. @throws MissingPartError when there is none */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const isWhole = options.keepsPages || options.sharedTabTitle !== undefined;
  const { path, env } = isWhole ? await obtainWholeChromium() : await obtainChromium();
  return await chromium.launch({
    executablePath: path,
    headless: true,
    ...leavesSignals,
    ignoreDefaultArgs: [...unwantedDefaults(options)],
    env: { ...Deno.env.toObject(), ...env },
    args: [...chromiumArguments(options)],
  });
}

/** Playwright's own switches that a test must run without. */
function* unwantedDefaults(options: ChromiumOptions): Generator<string> {
  if (options.keepsPages) yield "--disable-back-forward-cache";
  // A tab that is shared would be silent.
  if (options.sharedTabTitle) yield "--mute-audio";
}

/**
 * Our own list, and not `chromium.args` of the package: that one holds `--disable-web-security`,
 * with which a test of cookies, CORS or CSP proves nothing.
 */
function* chromiumArguments(options: ChromiumOptions): Generator<string> {
  // Root has no sandbox; CI containers are root.
  if (Deno.build.os === "linux" && Deno.uid() === 0) yield "--no-sandbox";
  yield `--use-fake-device-for-media-stream=fps=${options.framesPerSecond ?? 20}`;
  const isDenied = options.deviceRequests === "denied";
  // The fake question answers for a shared screen too, with one that is drawn and silent: no tab is shared then.
  yield options.sharedTabTitle
    ? "--auto-accept-camera-and-microphone-capture"
    : `--use-fake-ui-for-media-stream${isDenied ? "=deny" : ""}`;
  const gesture = options.autoplays ?? true ? "no-user-gesture" : "document-user-activation";
  yield `--autoplay-policy=${gesture}-required`;
  if (options.sharedTabTitle) {
    yield `--auto-select-tab-capture-source-by-title=${options.sharedTabTitle}`;
  }
  // Pages side by side are all in front: none of them is slowed down for being in the back.
  yield "--disable-background-timer-throttling";
  yield "--disable-renderer-backgrounding";
  yield "--disable-backgrounding-occluded-windows";
  yield* options.args ?? [];
}
