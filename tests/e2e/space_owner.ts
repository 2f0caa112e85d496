/** Owners and visitors of a space, and the owner's deeds to visitors. */
import type { Page } from "playwright-core";
import type { SpaceRequest } from "../../lib/contract/space.ts";
import { Authenticator, namedUrl, register } from "./passkeys.ts";
import { button, participant, send } from "./people.ts";
import type { Testbed } from "./testbed.ts";

/** Signs in, makes the space, and opens its pre-join. */
export async function owner(testbed: Testbed, space: SpaceRequest): Promise<Page> {
  const page = await (await testbed.person()).newPage();
  await page.addInitScript(() => {
    globalThis.notesPlayed = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      globalThis.notesPlayed++;
      start.call(this, when);
    };
  });
  await Authenticator.of(page);
  await register(page, testbed, "Olive");
  await send(page, "/api/spaces", space);
  await page.goto(`${namedUrl(testbed)}/space/${space.slug}`);
  return page;
}

declare global {
  var notesPlayed: number;
}

/** Another person, at the pre-join of a space. */
export async function visitor(testbed: Testbed, slug: string): Promise<Page> {
  return await testbed.visit(await testbed.person(), slug);
}

/** Opens a person's menu and clicks what it offers. */
export async function act(page: Page, name: string, action: string): Promise<void> {
  await participant(page, name).hover();
  await button(page, `More options for ${name}`).click();
  await page.getByRole("button", { name: action, exact: true }).click();
}

/** Enters the name and asks to join, which may be refused. */
export async function clickJoin(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await button(page, "Join").click();
}
