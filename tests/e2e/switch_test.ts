/** Signing in and out in the middle of a call, and what the others see and hear of it meanwhile. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { captures, hearsPeople, seesMovingPicture } from "./media_spy.ts";
import { Authenticator, isAt, lacksPasskeys, namedUrl, register, signOut } from "./passkeys.ts";
import { button, isDescribed, isInside, participant, seesPeople } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";
import {
  askForSeat,
  isGuestSessionOver,
  makePasskey,
  meet,
  newSpace,
  openWindow,
  seatsOf,
} from "./session_switch.ts";
import {
  holdMs,
  isHeldBeforeItGoes,
  neverMoreThan,
  recordTiles,
  seatRecord,
} from "./tile_record.ts";

const test = testsOnTestbed("switch", { hasProvider: true });
const byPasskey: typeof test = (claim, run) => test(claim, run, { ignore: lacksPasskeys });

/** Ten times the promised time of a switch: no participant is away longer than this. */
const switchMs = 10_000;

byPasskey(
  "a guest makes a passkey in the call: the same seat and tile, seen and heard again, nothing captured twice",
  async (testbed) => {
    const { slug, kim, lee } = await meet(testbed, { hasMicrophone: true, hasCamera: true });
    await Authenticator.of(kim);
    await button(lee, "More options for Kim").click();
    await lee.getByRole("slider", { name: "Volume of Kim" }).fill("40");
    await eventually(async () => expect(await volumes(lee)).toEqual([0.4]));
    await lee.keyboard.press("Escape");
    const asked = await captures(kim);
    const seats = seatsOf(kim);
    await Promise.all([recordTiles(kim), recordTiles(lee)]);

    await button(kim, "Sign in").click();
    await button(kim, "I am new here").click();
    expect(await kim.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Kim");
    await kim.getByRole("textbox", { name: "Your name" }).fill("Kim Cheolsu");
    await button(kim, "Create a passkey").click();
    await kim.getByRole("dialog").waitFor({ state: "detached" });

    await seesPeople(lee, "Kim Cheolsu", "Lee");
    await isDescribed(participant(lee, "Kim Cheolsu"), "guest", false);
    await isDescribed(participant(lee, "Kim Cheolsu"), "muted", false);
    await isDescribed(participant(lee, "Kim Cheolsu"), "reconnecting", false);
    await hearsPeople(lee, 1);
    await seesMovingPicture(participant(lee, "Kim Cheolsu"));
    await eventually(async () => expect(await volumes(lee)).toEqual([0.4]));
    await kim.getByRole("status").filter({ hasText: "You are signed in as Kim Cheolsu" })
      .waitFor({ state: "attached" });
    for (const page of [kim, lee]) {
      const seen = await seatRecord(page, "Kim");
      await isHeldBeforeItGoes(page, "Kim");
      expect(seen.at(-1)?.tile?.name).toBe("Kim Cheolsu");
      expect(longestAwayMs(seen)).toBeLessThan(switchMs);
      await neverMoreThan(page, 2);
    }
    expect(await captures(kim)).toEqual(asked);
    const [seat, again] = [...await seats(), await askForSeat(kim, testbed, slug)];
    expect(again).toBe(seat);
    await isGuestSessionOver(kim, testbed);
  },
);

byPasskey("muted stays muted, and the other tab's sign-in counts here too", async (testbed) => {
  const { kim, lee, context } = await meet(testbed, { hasMicrophone: true });
  await button(kim, "Microphone").click();
  await isDescribed(participant(lee, "Kim"), "muted");
  await recordTiles(lee);
  const tab = await context.newPage();
  await Authenticator.of(tab);
  await register(tab, testbed, "Kim Yuna");
  await seesPeople(lee, "Kim Yuna", "Lee");
  await isDescribed(participant(lee, "Kim Yuna"), "guest", false);
  await isDescribed(participant(lee, "Kim Yuna"), "muted");
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await neverMoreThan(lee, 2);
  await isHeldBeforeItGoes(lee, "Kim");
  expect(await captures(kim)).toEqual(["audio"]);
});

test("a provider's window signs one in, or is given up, and the call goes on", async (testbed) => {
  const { kim, lee } = await meet(testbed, { hasMicrophone: true });
  await recordTiles(lee);
  await button(kim, "Sign in").click();
  const given = await openWindow(kim);
  await given.getByRole("button", { name: "Cancel" }).click();
  await kim.getByText("The sign-in was not finished.").waitFor();
  const window = await openWindow(kim);
  await kim.getByText("Continue in the window that opened.").waitFor();
  await window.getByRole("button", { name: "I am Alice Archer" }).click();
  await seesPeople(lee, "Alice Archer", "Lee");
  await kim.getByRole("dialog").waitFor({ state: "detached" });
  await isDescribed(participant(lee, "Alice Archer"), "muted", false);
  await hearsPeople(lee, 1);
  await neverMoreThan(lee, 2);
  await isHeldBeforeItGoes(lee, "Kim");
  expect(await captures(kim)).toEqual(["audio"]);
});

test("where no window opens, the page's way comes back to the pre-join, ready to join as before", async (testbed) => {
  const { slug, kim, lee } = await meet(testbed, { hasMicrophone: true });
  const seats = seatsOf(kim);
  await kim.evaluate(() => globalThis.open = () => null);
  await button(kim, "Sign in").click();
  await button(kim, "Continue with Test House").click();
  await kim.getByText("The browser blocked the window.").waitFor();
  await kim.getByRole("link", { name: "Sign in on this page" }).click();
  await kim.getByRole("button", { name: "I am Bob Baker" }).click();
  await isAt(kim, `/space/${slug}`);
  await kim.getByText("Bob Baker").waitFor();
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await button(kim, "Join").click();
  await isInside(kim);
  await seesPeople(lee, "Bob Baker", "Lee");
  await isDescribed(participant(lee, "Bob Baker"), "muted", false);
  await hearsPeople(lee, 1);
  expect(new Set(await seats()).size).toBe(1);
});

byPasskey("who signs out stays as a new guest with a new seat, or hangs up", async (testbed) => {
  const { kim, lee } = await meet(testbed, { hasMicrophone: true });
  await Authenticator.of(kim);
  await makePasskey(kim, "Kim");
  await isDescribed(participant(lee, "Kim"), "guest", false);
  const seats = seatsOf(kim);
  await recordTiles(lee);
  await button(kim, "Your account: Kim").click();
  await button(kim, "Sign out and stay as a guest").click();
  await button(kim, "Sign in").waitFor();
  await seesPeople(lee, "Kim", "Lee");
  await isDescribed(participant(lee, "Kim"), "guest");
  // The newcomer is another person: no tile waits for the one who has gone.
  expect(longestAwayMs(await seatRecord(lee, "Kim"))).toBeLessThan(holdMs / 2);
  await neverMoreThan(lee, 2);
  await isDescribed(participant(lee, "Kim"), "muted", false);
  await hearsPeople(lee, 1);
  expect(await captures(kim)).toEqual(["audio"]);
  const [asGuest] = await seats();

  await button(kim, "Sign in").click();
  await button(kim, "Use a passkey").click();
  await button(kim, "Your account: Kim").click();
  await button(kim, "Sign out and hang up").click();
  await kim.getByRole("heading", { name: "You have left" }).waitFor();
  await seesPeople(lee, "Lee");
  await kim.goto(`${namedUrl(testbed)}/account`);
  await isAt(kim, "/sign-in");
  expect(new Set(await seats())).toContain(asGuest);
});

byPasskey(
  "who signs out in another tab is out of the call, may come back as a guest, and goes on as who signs in there",
  async (testbed) => {
    const { kim, lee, context } = await meet(testbed);
    await Authenticator.of(kim);
    await makePasskey(kim, "Kim");
    const tab = await context.newPage();
    await tab.goto(`${namedUrl(testbed)}/account`);
    await signOut(tab);
    await kim.getByRole("heading", { name: "Your session ended" }).waitFor();
    await seesPeople(lee, "Lee");
    await button(kim, "Come back here").click();
    await isInside(kim);
    await isDescribed(participant(lee, "Kim"), "guest");
    await recordTiles(lee);
    await tab.goto(`${namedUrl(testbed)}/sign-in?return=/`);
    await tab.getByRole("link", { name: "Continue with Test House" }).click();
    await tab.getByRole("button", { name: "I am Alice Archer" }).click();
    await isAt(tab, "/");
    await seesPeople(lee, "Alice Archer", "Lee");
    await neverMoreThan(lee, 2);
  },
);

byPasskey("two people who share a browser share no seat", async (testbed) => {
  const slug = newSpace();
  const page = await (await testbed.person()).newPage();
  const seats = seatsOf(page);
  const device = await Authenticator.of(page);
  for (const name of ["Alice", "Bob"]) {
    await register(page, testbed, name);
    await page.goto(`${namedUrl(testbed)}/space/${slug}`);
    await page.getByText(name, { exact: true }).first().waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
    await button(page, "Join").click();
    await isInside(page);
    await isDescribed(participant(page, name), "guest", false);
    await button(page, "Leave").click();
    await page.goto(`${namedUrl(testbed)}/space/${slug}`);
    await page.getByRole("link", { name: "Not you? Sign out" }).click();
    await button(page, "Sign out").click();
    await isAt(page, `/space/${slug}`);
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await device.replace();
  }
  const [alice, bob] = await seats();
  expect(alice).not.toBe(bob);
});

/** The longest time in which the seat was marked reconnecting. */
function longestAwayMs(seen: Awaited<ReturnType<typeof seatRecord>>): number {
  let longestMs = 0;
  let sinceMs: number | null = null;
  for (const { atMs, tile } of seen) {
    if (sinceMs !== null) longestMs = Math.max(longestMs, atMs - sinceMs);
    sinceMs = tile?.isReconnecting ? sinceMs ?? atMs : null;
  }
  return longestMs;
}

/** How loud everybody's sound is played. */
function volumes(page: Page): Promise<number[]> {
  return page.evaluate(() => [...document.querySelectorAll("audio")].map((audio) => audio.volume));
}
