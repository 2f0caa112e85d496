import type { CaptureKind } from "../../lib/media/ports/call_types.ts";
import type { Locale } from "../messages/locale.ts";
import { type AllowWords, enAllow } from "../messages/en_allow.ts";
import { koAllow } from "../messages/ko_allow.ts";

const catalogues: Record<Locale, AllowWords> = { en: enAllow, ko: koAllow };

/** The words of the remedies in one language. */
export function allowWordsOf(locale: Locale): AllowWords {
  return catalogues[locale];
}

/** What a browser says of itself: `navigator`, as far as it matters here. */
export interface UserAgent {
  readonly userAgent: string;
  readonly maxTouchPoints?: number;
}

/** Which program this is, and on which system. */
export interface Agent {
  readonly browser: keyof AllowWords["browsers"];
  readonly system: keyof AllowWords["inSystem"];
}

/** Reads them from the user agent. An iPad says that it is a Mac, and has fingers all the same. */
export function agentOf({ userAgent, maxTouchPoints = 0 }: UserAgent): Agent {
  return { browser: browserOf(userAgent), system: systemOf(userAgent, maxTouchPoints) };
}

/** The rule that allows a device again in this browser, or on this system: steps to follow. */
export function allowStepsOf(
  type: "denied" | "blocked-by-system",
  kind: CaptureKind | "screen",
  { browser, system }: Agent,
  words: AllowWords,
): readonly string[] {
  const device = words.devices[kind];
  const program = words.browsers[browser];
  // Only a Mac asks for the screen by itself; elsewhere it is somebody's policy.
  if (kind === "screen") {
    return words.inSystem[system === "macos" ? system : "other"](device, program);
  }
  if (browser === "in-app") return words.inApp();
  // On an iPhone another browser than Safari is an app like any other: the system decides.
  const isAppOfIos = system === "ios" && browser !== "safari";
  if (type === "blocked-by-system" || isAppOfIos) return words.inSystem[system](device, program);
  if (system === "ios") return words.inBrowser.safariIos(device);
  if (browser === "safari") return words.inBrowser.safari(device);
  if (browser === "firefox") {
    return words.inBrowser[system === "android" ? "firefoxAndroid" : "firefox"](device);
  }
  if (system === "android") return words.inBrowser.android(device);
  return words.inBrowser[browser === "edge" ? "edge" : "chromium"](device);
}

/** Browsers name each other, so the order counts. */
const browsers: readonly [RegExp, Agent["browser"]][] = [
  [/KAKAOTALK|NAVER\(inapp|Instagram|FBAN|FBAV|\bLine\/|; wv\)/i, "in-app"],
  [/\bEdg(e|A|iOS)?\//, "edge"],
  [/Firefox\/|FxiOS\//, "firefox"],
  [/SamsungBrowser|OPR\/|Whale\/|YaBrowser|Vivaldi/, "other"],
  [/Chrome\/|Chromium\/|CriOS\//, "chrome"],
  [/Safari\//, "safari"],
];

function browserOf(userAgent: string): Agent["browser"] {
  return browsers.find(([sign]) => sign.test(userAgent))?.[1] ?? "other";
}

function systemOf(userAgent: string, maxTouchPoints: number): Agent["system"] {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Macintosh/.test(userAgent)) return maxTouchPoints > 1 ? "ios" : "macos";
  if (/Android/.test(userAgent)) return "android";
  return /Windows/.test(userAgent) ? "windows" : "other";
}
