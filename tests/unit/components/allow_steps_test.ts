import { expect } from "expect";
import {
  type Agent,
  agentOf,
  allowStepsOf,
  allowWordsOf,
} from "../../../components/space/allow_steps.ts";

const webKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const chromium = "AppleWebKit/537.36 (KHTML, like Gecko)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const android = "Mozilla/5.0 (Linux; Android 10; K)";
const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)";

const agents: [string, Agent["browser"], Agent["system"], number?][] = [
  [`${mac} ${chromium} Chrome/150.0.0.0 Safari/537.36`, "chrome", "macos"],
  [`${windows} ${chromium} Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`, "edge", "windows"],
  [`${windows} ${chromium} Chrome/150.0.0.0 Whale/4.33.0.0 Safari/537.36`, "other", "windows"],
  [`Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0`, "firefox", "other"],
  [`${mac} ${webKit} Version/18.6 Safari/605.1.15`, "safari", "macos"],
  [`${mac} ${webKit} Version/18.6 Safari/605.1.15`, "safari", "ios", 5],
  [`${android} ${chromium} Chrome/150.0.0.0 Mobile Safari/537.36`, "chrome", "android"],
  [
    `${android} ${chromium} SamsungBrowser/29.0 Chrome/150.0.0.0 Mobile Safari/537.36`,
    "other",
    "android",
  ],
  ["Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", "firefox", "android"],
  [`${iPhone} ${webKit} Version/18.6 Mobile/15E148 Safari/604.1`, "safari", "ios"],
  [`${iPhone} ${webKit} CriOS/150.0 Mobile/15E148 Safari/604.1`, "chrome", "ios"],
  [`${iPhone} ${webKit} FxiOS/153.0 Mobile/15E148 Safari/605.1.15`, "firefox", "ios"],
  [`${iPhone} ${webKit} EdgiOS/150.0 Version/18.0 Mobile/15E148 Safari/604.1`, "edge", "ios"],
  [`${iPhone} ${webKit} Mobile/15E148 KAKAOTALK 11.5.0`, "in-app", "ios"],
  [
    `${android} ${chromium} Version/4.0 Chrome/150.0.0.0 Mobile; wv) KAKAOTALK`,
    "in-app",
    "android",
  ],
  ["", "other", "other"],
];

for (const [userAgent, browser, system, maxTouchPoints] of agents) {
  Deno.test(`agentOf() tells ${browser} on ${system}: ${userAgent.slice(12, 60)}`, () => {
    expect(agentOf({ userAgent, maxTouchPoints })).toEqual({ browser, system });
  });
}

Deno.test("allowStepsOf() has steps for every browser, system, device and language", () => {
  for (const locale of ["en", "ko"] as const) {
    const words = allowWordsOf(locale);
    for (const [userAgent, , , maxTouchPoints] of agents) {
      const agent = agentOf({ userAgent, maxTouchPoints });
      for (const type of ["denied", "blocked-by-system"] as const) {
        for (const kind of ["microphone", "camera"] as const) {
          const steps = allowStepsOf(type, kind, agent, words);
          expect(steps.length).toBe(3);
          const namesDevice = steps.join(" ").includes(words.devices[kind]);
          expect([userAgent, namesDevice]).toEqual([userAgent, agent.browser !== "in-app"]);
        }
      }
    }
  }
});

Deno.test("allowStepsOf() tells the browser's block from the system's", () => {
  const words = allowWordsOf("en");
  const steps = (type: "denied" | "blocked-by-system", agent: Agent) =>
    allowStepsOf(type, "camera", agent, words).join("\n");
  expect(steps("denied", { browser: "chrome", system: "macos" })).toContain("left of the address");
  expect(steps("blocked-by-system", { browser: "chrome", system: "macos" })).toContain(
    "System Settings › Privacy & Security › Camera.\nSwitch on Chrome.",
  );
  expect(
    allowStepsOf("blocked-by-system", "screen", { browser: "chrome", system: "macos" }, words)[0],
  ).toBe("Open System Settings › Privacy & Security › Screen & System Audio Recording.");
  expect(steps("denied", { browser: "safari", system: "macos" })).toContain("Safari ›");
  expect(steps("denied", { browser: "safari", system: "ios" })).toContain("Website Settings");
  // Chrome on an iPhone is an app: its permission is the system's.
  expect(steps("denied", { browser: "chrome", system: "ios" })).toContain("Apps › Chrome");
  expect(steps("denied", { browser: "edge", system: "windows" })).toContain("lock");
  expect(steps("blocked-by-system", { browser: "edge", system: "windows" })).toContain(
    "Let desktop apps access your Camera",
  );
});
