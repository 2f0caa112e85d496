/** Two people in a call, one of whom changes session in the middle of it. */
import { expect } from "expect";
import type { BrowserContext, Page } from "playwright-core";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { namedUrl } from "./passkeys.ts";
import { button, type Entry, isDescribed, join, participant, seesPeople } from "./people.ts";
import type { Testbed } from "./testbed.ts";

let spaces = 0;

/** A space for one test: people of the test before may take a moment to be gone. */
export function newSpace(): string {
  return `switch-${++spaces}`;
}

/** Kim, a guest with the switches of `entry`, and Lee, who watches. */
export async function meet(
  testbed: Testbed,
  entry: Entry = {},
): Promise<{ slug: string; kim: Page; lee: Page; context: BrowserContext }> {
  const slug = newSpace();
  const context = await testbed.person();
  const kim = await context.newPage();
  const lee = await (await testbed.person()).newPage();
  await Promise.all([kim, lee].map((page) => page.goto(`${namedUrl(testbed)}/space/${slug}`)));
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

/** The seats of this page's tokens from now on, in order. */
export function seatsOf(page: Page): () => Promise<string[]> {
  const answers: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!response.url().endsWith("/api/livekit/token") || !response.ok()) return;
    answers.push(response.json().then((body) => tokenAnswerSchema.parse(body).seatId));
  });
  return () => Promise.all(answers);
}

/** The seat of this browser's present principal. */
export async function askForSeat(page: Page, testbed: Testbed, slug: string): Promise<string> {
  const answer = await page.request.post(`${namedUrl(testbed)}/api/livekit/token`, {
    headers: { origin: namedUrl(testbed) },
    data: { roomName: `space-${slug}` },
  });
  return tokenAnswerSchema.parse(await answer.json()).seatId;
}

export async function isGuestSessionOver(page: Page, testbed: Testbed): Promise<void> {
  const cookies = await page.context().cookies(namedUrl(testbed));
  expect(cookies.map(({ name }) => name).filter((name) => name.includes("guest"))).toEqual([]);
}
