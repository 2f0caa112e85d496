/** Who owns a space, who comes to its door, and what the one does to the other. */
import type { Page } from "playwright-core";
import type { SpaceRequest } from "../../lib/contract/space.ts";
import { Authenticator, namedUrl, register } from "./passkeys.ts";
import { button, participant, send } from "./people.ts";
import type { Place } from "./place.ts";

/** Signed in, has made the space, and stands at its door. */
export async function owner(place: Place, space: SpaceRequest): Promise<Page> {
  const page = await (await place.person()).newPage();
  await page.addInitScript(() => {
    globalThis.notesPlayed = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      globalThis.notesPlayed++;
      start.call(this, when);
    };
  });
  await Authenticator.of(page);
  await register(page, place, "Olive");
  await send(page, "/api/spaces", space);
  await page.goto(`${namedUrl(place)}/space/${space.slug}`);
  return page;
}

declare global {
  var notesPlayed: number;
}

/** Somebody else, at the door of a space. */
export async function visitor(place: Place, slug: string): Promise<Page> {
  return await place.visit(await place.person(), slug);
}

/** Opens a person's menu and clicks what it offers. */
export async function act(page: Page, name: string, action: string): Promise<void> {
  await participant(page, name).hover();
  await button(page, `More options for ${name}`).click();
  await page.getByRole("button", { name: action, exact: true }).click();
}

/** Says who one is and asks to come in, which may be refused. */
export async function clickJoin(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await button(page, "Join").click();
}
