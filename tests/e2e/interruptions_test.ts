/** Interruptions of a call: the system, the browser or the network take something away. Long, since each is followed to its end. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { captures, hearsPeople, seesMovingPicture } from "./media_spy.ts";
import {
  button,
  hasFocus,
  isDescribed,
  isInside,
  join,
  joinByApi,
  participant,
  seesPeople,
  switchOn,
} from "./people.ts";
import { isFirefox, type Testbed, testsOnTestbed } from "./testbed.ts";
import { keepTracks, systemMutes } from "./system_mute.ts";

const test = testsOnTestbed("hold");

test("a microphone that the system took is muted for the others, and a tap brings it back", async (testbed) => {
  const context = await testbed.person();
  await context.addInitScript(keepTracks);
  const kim = await testbed.visit(context, "taken");
  await join(kim, "Kim", { hasMicrophone: true });
  const lee = await testbed.visit(await testbed.person(), "taken");
  await join(lee, "Lee");
  await isDescribed(participant(lee, "Kim"), "muted", false);

  await systemMutes(kim, true);
  await kim.getByText("Tap to get your microphone back.").waitFor();
  await isDescribed(participant(lee, "Kim"), "muted");
  expect(await button(kim, "Microphone").count()).toBe(1);
  expect(await captures(kim)).toEqual(["audio"]);

  await button(kim, "Get it back").click();
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await isDescribed(participant(lee, "Kim"), "muted", false);
  await hearsPeople(lee, 1);
  expect(await captures(kim)).toEqual(["audio", "audio"]);

  await systemMutes(kim, true);
  await button(kim, "Get it back").waitFor();
  await systemMutes(kim, false);
  await button(kim, "Get it back").waitFor({ state: "detached" });
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  expect(await captures(kim)).toEqual(["audio", "audio"]);
});

test("listen only asks for nothing, says so, and may become speaking", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "listen");
  await kim.getByRole("textbox", { name: "Your name" }).fill("Kim");
  await button(kim, "Listen only").click();
  await isInside(kim);
  await kim.getByText("Listening only").waitFor();
  for (const name of ["Microphone", "Camera"]) expect(await button(kim, name).count()).toBe(0);
  await kim.keyboard.press("m");
  await button(kim, "Speak too").click();
  await hasFocus(button(kim, "Microphone"));
  expect(await kim.getByText("Listening only").count()).toBe(0);
  expect(await captures(kim)).toEqual([]);
  await switchOn(kim, "Microphone");
  expect(await captures(kim)).toEqual(["audio"]);
});

test("where the browser plays no sound by itself, a tap starts it", async (testbed) => {
  const park = await joinByApi(testbed, "sound", "Park", { hasPicture: false });
  await park.until("to be inside", () => park.snapshot.others.length === 0);
  const context = await testbed.person({}, { autoplays: false });
  // Anything that a test does in a page counts as a person's click, after which everything plays: so the
  // page goes in by itself, and the test touches it only once it says that it is silent.
  await context.addInitScript(joinWithoutClick);
  const blocked = context.waitForEvent("console", {
    predicate: (message) => message.text() === "sound is blocked",
  });
  const kim = await testbed.visit(context, "sound");
  await blocked;
  await isInside(kim);
  await seesPeople(kim, "Kim", "Park");
  const paused = () =>
    kim.evaluate(() => [...document.querySelectorAll("audio")].filter((one) => one.paused).length);
  await button(kim, "Tap to hear").waitFor();
  expect(await paused()).toBe(1);
  await button(kim, "Tap to hear").click();
  await button(kim, "Tap to hear").waitFor({ state: "detached" });
  await eventually(async () => expect(await paused()).toBe(0));
  await hearsPeople(kim, 1);
});

test("sound that the platform paused, as a headset's button does, is said, and a tap or that button plays it", async (testbed) => {
  await joinByApi(testbed, "headset", "Park", { hasPicture: false });
  const kim = await testbed.visit(await testbed.person(), "headset");
  await join(kim, "Kim");
  await hearsPeople(kim, 1);
  const press = (does: "pause" | "play") =>
    kim.evaluate((does) => document.querySelectorAll("audio").forEach((one) => one[does]()), does);
  const paused = () =>
    kim.evaluate(() => [...document.querySelectorAll("audio")].map((one) => one.paused));
  const tap = button(kim, "Tap to hear");
  await press("pause");
  await tap.click();
  await tap.waitFor({ state: "detached" });
  expect(await paused()).toEqual([false]);
  await press("pause");
  await tap.waitFor();
  await press("play");
  await tap.waitFor({ state: "detached" });
});

test("a person is made quieter also where elements have no volume, and stays so", async (testbed) => {
  await joinByApi(testbed, "quiet", "Park", { hasPicture: false });
  const context = await testbed.person();
  await context.addInitScript(likeIos);
  const kim = await testbed.visit(context, "quiet");
  await join(kim, "Kim");
  await hearsPeople(kim, 1);
  await button(kim, "More options for Park").click();
  await kim.getByRole("slider", { name: "Volume of Park" }).fill("30");
  await eventually(async () => expect(await gains(kim)).toEqual([0.3]));
  await kim.reload();
  await join(kim, "Kim");
  await eventually(async () => expect(await gains(kim)).toEqual([0.3]));
});

test("a shared screen is seen and heard, and goes", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "film");
  await join(kim, "Kim");
  const lee = await testbed.visit(await testbed.person(), "film");
  await join(lee, "Lee");
  await kim.evaluate(() => {
    const devices = navigator.mediaDevices;
    const original = devices.getDisplayMedia.bind(devices);
    // The headless browser's tabs have no sound to share: this one hums.
    devices.getDisplayMedia = async (options) => {
      const stream = await original(options);
      if (options?.audio && stream.getAudioTracks().length === 0) {
        const context = new AudioContext();
        const hum = context.createOscillator();
        const destination = context.createMediaStreamDestination();
        hum.connect(destination);
        hum.start();
        stream.addTrack(destination.stream.getAudioTracks()[0]);
      }
      return stream;
    };
  });
  await button(kim, "Share screen").click();
  await seesMovingPicture(lee.getByRole("figure", { name: "Kim's screen", exact: true }));
  await hearsPeople(lee, 1);
  await isDescribed(participant(lee, "Kim"), "muted");
  // The figure stands outside the list of people.
  await seesPeople(lee, "Kim", "Lee");
  expect(await captures(kim)).toEqual(["screen"]);
  await button(kim, "Share screen").click();
  await lee.getByRole("figure").waitFor({ state: "detached" });
});

test(
  "the network is away: the same tile and switches after it, and what was switched on meanwhile is sent",
  async (testbed) => {
    // Two calls, each with a browser of its own: most of both is waiting.
    await Promise.all([awayForAMinute(testbed), switchesOnUnnoticed(testbed)]);
    // Firefox has no process of its own for the network that could be frozen.
  },
  { ignore: isFirefox },
);

test("a page that comes back from the back-forward cache is in the call again", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "back");
  await join(kim, "Kim", { hasMicrophone: true });
  const lee = await testbed.visit(await testbed.person(), "back");
  await join(lee, "Lee");
  await kim.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  });
  await seesPeople(lee, "Lee");
  await kim.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee");
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await isDescribed(participant(lee, "Kim"), "muted", false);
  expect(await captures(kim)).toEqual(["audio"]);
});

/** The page has noticed that the network is away: the same tile, the same switches, no second capture. */
async function awayForAMinute(testbed: Testbed): Promise<void> {
  const mark = `--cut-${crypto.randomUUID()}`;
  const kim = await testbed.visit(await testbed.person({}, { args: [mark] }), "cut");
  await join(kim, "Kim", { hasMicrophone: true });
  const lee = await testbed.visit(await testbed.person(), "cut");
  await join(lee, "Lee", { hasMicrophone: true });
  await hearsPeople(kim, 1);
  await participant(kim, "Lee").evaluate((tile) => tile.dataset.mark = "the same");

  const heal = await cutNetwork(mark);
  const cutAt = performance.now();
  await kim.getByRole("status").getByText("Reconnecting…").waitFor();
  // Switched on meanwhile: LiveKit's SDK would stop a track that it cannot publish within 15 s.
  await button(kim, "Camera").click();
  await eventually(
    async () => {
      await isDescribed(participant(lee, "Kim"), "reconnecting");
    },
    40,
  );
  await new Promise((resolve) => setTimeout(resolve, 60_000 - (performance.now() - cutAt)));
  heal();

  await eventually(
    async () => await isDescribed(participant(kim, "Lee"), "reconnecting", false),
    30,
  );
  await kim.getByText("Reconnecting…").first().waitFor({ state: "detached" });
  for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee");
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await kim.getByRole("button", { name: "Camera", pressed: true }).waitFor();
  expect(await participant(kim, "Lee").evaluate((tile) => tile.dataset.mark)).toBe("the same");
  await seesMovingPicture(participant(lee, "Kim"));
  await isDescribed(participant(lee, "Kim"), "muted", false);
  expect(await captures(kim)).toEqual(["audio", "video"]);
}

/** Switched on before the page or LiveKit's SDK has noticed that the network is away. */
async function switchesOnUnnoticed(testbed: Testbed): Promise<void> {
  const mark = `--cut-${crypto.randomUUID()}`;
  const kim = await testbed.visit(await testbed.person({}, { args: [mark] }), "late");
  await join(kim, "Kim");
  const lee = await testbed.visit(await testbed.person(), "late");
  await join(lee, "Lee");

  const heal = await cutNetwork(mark);
  const cutAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await kim.getByText("Reconnecting…").count()).toBe(0);
  await button(kim, "Camera").click();
  await button(kim, "Microphone").click();
  // LiveKit’s SDK gives up what it asked the server after some 30 s, and the connection after 50 s.
  await new Promise((resolve) => setTimeout(resolve, 36_000 - (performance.now() - cutAt)));
  expect(await kim.getByText("did not start").count()).toBe(0);
  heal();

  await kim.getByRole("button", { name: "Camera", pressed: true }).waitFor();
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await seesMovingPicture(participant(lee, "Kim"));
  await hearsPeople(lee, 1);
  expect(await kim.getByText("did not start").count()).toBe(0);
  expect((await captures(kim)).sort()).toEqual(["audio", "video"]);
}

/**
 * Freezes the process that holds all sockets of the browser whose command line has `mark`: nothing gets
 * through any more, of signals and of media. The answered function thaws it. (A browser's own *offline*
 * leaves WebRTC alone.)
 */
async function cutNetwork(mark: string): Promise<() => void> {
  const programs = await runningPrograms();
  const isOurs = (id: number): boolean => {
    const program = programs.get(id);
    return program !== undefined && (program.line.includes(mark) || isOurs(program.parent));
  };
  const found = [...programs].filter(([id, { line }]) =>
    line.includes("network.mojom.NetworkService") && isOurs(id)
  );
  expect(found.length).toBe(1);
  const [[id]] = found;
  Deno.kill(id, "SIGSTOP");
  return () => Deno.kill(id, "SIGCONT");
}

async function runningPrograms(): Promise<Map<number, { parent: number; line: string }>> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pid=,ppid=,args="] }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return new Map(lines.map((line) => {
    const [id, parent] = line.trim().split(/\s+/, 2).map(Number);
    return [id, { parent, line }];
  }));
}

function joinWithoutClick(): void {
  const look = setInterval(() => {
    if (!document.body?.textContent?.includes("Tap to hear")) return;
    clearInterval(look);
    console.log("sound is blocked");
  }, 50);
  const timer = setInterval(() => {
    const field = document.querySelector<HTMLInputElement>("#your-name");
    const button = document.querySelector<HTMLButtonElement>("button[type=submit]:enabled");
    if (!field || !button) return;
    clearInterval(timer);
    field.value = "Kim";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.click();
  }, 50);
}

/** An iPhone's elements are always at full volume; and each gain of the page is noted. */
function likeIos(): void {
  Object.defineProperty(HTMLMediaElement.prototype, "volume", { get: () => 1, set() {} });
  const made: GainNode[] = [];
  Reflect.set(globalThis, "madeGains", made);
  const original = AudioContext.prototype.createGain;
  AudioContext.prototype.createGain = function () {
    const gain = original.call(this);
    made.push(gain);
    return gain;
  };
}

/** How loud the gains of the page are; each must play in place of its element. */
function gains(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const made: GainNode[] = Reflect.get(globalThis, "madeGains");
    const areMuted = [...document.querySelectorAll("audio")].every((audio) => audio.muted);
    return areMuted ? made.map((gain) => Math.round(gain.gain.value * 100) / 100) : [];
  });
}
