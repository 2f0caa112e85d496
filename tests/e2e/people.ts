/** People as they meet each other on the pages, by accessible names. */
import { expect } from "expect";
import type { Locator, Page } from "playwright-core";
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { type Presence, presenceSchema } from "../../lib/contract/presence.ts";
import { type TokenAnswer, tokenAnswerSchema } from "../../lib/contract/token.ts";
import {
  joinAsParticipant,
  type ParticipantOptions,
  type RtcParticipant,
} from "../../toolchain/rtc_participant.ts";
import { eventually } from "./eventually.ts";
import type { Testbed } from "./testbed.ts";

/** A button of the page; exactly one contains the word. */
export function button(page: Page, name: string): Locator {
  return page.getByRole("button", { name });
}

/** Waits until the element has the focus. */
export async function hasFocus(element: Locator): Promise<void> {
  await eventually(async () => {
    expect(await element.evaluate((one) => one === document.activeElement)).toBe(true);
  });
}

/** A person's choices before joining. */
export interface Entry {
  hasMicrophone?: boolean;
  hasCamera?: boolean;
}

/** Enters the name, switches on the wanted devices, joins, and waits to be inside. */
export async function join(page: Page, name: string, entry: Entry = {}): Promise<void> {
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  if (entry.hasMicrophone) await switchOn(page, "Microphone");
  if (entry.hasCamera) await switchOn(page, "Camera");
  await button(page, "Join").click();
  await isInside(page);
}

/** Joins by the account's name: a user is not asked for one. */
export async function joinSignedIn(page: Page): Promise<void> {
  await button(page, "Join").click();
  await isInside(page);
}

export async function isInside(page: Page): Promise<void> {
  await button(page, "Leave").waitFor();
}

/** Clicks a switch that is off and waits until it says that it is on. */
export async function switchOn(page: Page, name: "Microphone" | "Camera"): Promise<void> {
  await button(page, name).click();
  await page.getByRole("button", { name, pressed: true }).waitFor();
}

export async function switchOff(page: Page, name: "Microphone" | "Camera"): Promise<void> {
  await button(page, name).click();
  await page.getByRole("button", { name, pressed: false }).waitFor();
}

/** One person's tile on the page. */
export function participant(page: Page, name: string): Locator {
  return page.getByRole("list", { name: "People" })
    .getByRole("listitem", { name, exact: true });
}

/** Waits until exactly these are listed, in whatever order. */
export async function seesPeople(page: Page, ...names: string[]): Promise<void> {
  await eventually(async () => {
    const items = page.getByRole("list", { name: "People" }).getByRole("listitem");
    const shown = await items.evaluateAll((items) =>
      items.map((item) => item.getAttribute("aria-label") ?? "")
    );
    expect(shown.sort()).toEqual(names.sort());
  });
}

/** Waits until the description of a person ("you", "guest", "muted") does or does not hold `word`. */
export async function isDescribed(person: Locator, word: string, holds = true): Promise<void> {
  await eventually(async () => {
    const text = await person.evaluate((item) => {
      const ids = item.getAttribute("aria-describedby")?.split(/\s+/) ?? [];
      const texts = ids.map((id) => document.getElementById(id)?.textContent ?? "");
      return [item.getAttribute("aria-description") ?? "", ...texts].join(", ");
    });
    if (holds) expect(text).toContain(word);
    else expect(text).not.toContain(word);
  });
}

/** Sends a request of the page's person, as the app's own pages do. */
export async function send(
  page: Page,
  path: string,
  body: unknown,
  method: "POST" | "PATCH" = "POST",
): Promise<unknown> {
  return await page.evaluate(async ([method, path, body]) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(path, { method, headers, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }, [method, path, JSON.stringify(body)]);
}

/** A guest that is no browser joins by the API, as any other client would. */
export async function joinByApi(
  testbed: Testbed,
  slug: string,
  participantName: string,
  options: Partial<ParticipantOptions> = {},
): Promise<RtcParticipant> {
  const [{ token, url }] = await tokensByApi(testbed, slug, participantName, 1);
  return testbed.keep(await joinAsParticipant({ url, token, ...options }));
}

/** A new guest's tokens for a space, by the API. */
export async function tokensByApi(
  testbed: Testbed,
  slug: string,
  participantName: string,
  count: number,
): Promise<TokenAnswer[]> {
  const roomName = `space-${slug}`;
  const { sessionToken } = guestSessionAnswerSchema.parse(
    await post(testbed, "/api/guest-sessions", { roomName, participantName, delivery: "body" }),
  );
  const ask = () => post(testbed, "/api/livekit/token", { roomName, sessionToken });
  const tokens: TokenAnswer[] = [];
  while (tokens.length < count) tokens.push(tokenAnswerSchema.parse(await ask()));
  return tokens;
}

/** The presence of a space, as the server answers it to a stranger, or to `page`'s own session. */
export async function presence(testbed: Testbed, slug: string, page?: Page): Promise<Presence> {
  const path = `/api/spaces/${slug}/presence`;
  return presenceSchema.parse(
    page
      ? await page.evaluate((path) => fetch(path).then((answer) => answer.json()), path)
      : await (await fetch(testbed.app.url + path)).json(),
  );
}

async function post(testbed: Testbed, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(testbed.app.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
