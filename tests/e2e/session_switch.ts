/** Two people in a call, one of whom becomes somebody else in the middle of it. */
import { expect } from "expect";
import type { BrowserContext, Page } from "playwright-core";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { namedUrl } from "./passkeys.ts";
import { button, type Entry, isDescribed, join, participant, seesPeople } from "./people.ts";
import type { Place } from "./place.ts";

let spaces = 0;

/** A space for one test: who was in the one before may take a moment to be gone. */
export function newSpace(): string {
  return `switch-${++spaces}`;
}

/** Kim, a guest by what `entry` switches on, and Lee, who watches. */
export async function meet(
  place: Place,
  entry: Entry = {},
): Promise<{ slug: string; kim: Page; lee: Page; context: BrowserContext }> {
  const slug = newSpace();
  const context = await place.person();
  const kim = await context.newPage();
  const lee = await (await place.person()).newPage();
  await Promise.all([kim, lee].map((page) => page.goto(`${namedUrl(place)}/space/${slug}`)));
  await join(kim, "Kim", entry);
  await join(lee, "Lee");
  await seesPeople(lee, "Kim", "Lee");
  await isDescribed(participant(lee, "Kim"), "guest");
  return { slug, kim, lee, context };
}

export async function makePasskey(page: Page, name: string): Promise<void> {
  await button(page, "Sign in").click();
  await button(page, "I am new here").click();
  await button(page, "Create a passkey").click();
  await button(page, `Your account: ${name}`).waitFor();
}

export async function openWindow(page: Page): Promise<Page> {
  const opened = page.waitForEvent("popup");
  await button(page, "Continue with Test House").click();
  return await opened;
}

/** The seats that this page is told from now on, in order. */
export function seatsOf(page: Page): () => Promise<string[]> {
  const answers: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!response.url().endsWith("/api/livekit/token") || !response.ok()) return;
    answers.push(response.json().then((body) => tokenAnswerSchema.parse(body).seatId));
  });
  return () => Promise.all(answers);
}

/** The seat of whoever this browser is now. */
export async function askForSeat(page: Page, place: Place, slug: string): Promise<string> {
  const answer = await page.request.post(`${namedUrl(place)}/api/livekit/token`, {
    headers: { origin: namedUrl(place) },
    data: { roomName: `space-${slug}` },
  });
  return tokenAnswerSchema.parse(await answer.json()).seatId;
}

export async function isGuestSessionOver(page: Page, place: Place): Promise<void> {
  const cookies = await page.context().cookies(namedUrl(place));
  expect(cookies.map(({ name }) => name).filter((name) => name.includes("guest"))).toEqual([]);
}
