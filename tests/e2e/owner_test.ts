/** A space's settings page: each change, and its effect on people inside and at the pre-join. */
import { expect } from "expect";
import type { Locator, Page } from "playwright-core";
import { RoomServiceClient } from "livekit-server-sdk";
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { problemSchema } from "../../lib/contract/errors.ts";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { eventually } from "./eventually.ts";
import { Authenticator, isAt, lacksPasskeys, namedUrl, register } from "./passkeys.ts";
import { button, hasFocus, isInside, join, switchOn } from "./people.ts";
import { type Testbed, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("owner", { ignore: lacksPasskeys });

/** Makes an account and a space by the pages; the space's settings page is open. */
async function principalIdOf(testbed: Testbed, slug: string): Promise<Page> {
  const page = await (await testbed.person()).newPage();
  await Authenticator.of(page);
  await register(page, testbed, "Kim");
  await page.goto(`${namedUrl(testbed)}/space/${slug}`);
  await page.getByRole("link", { name: "Make this space yours" }).click();
  await isAt(page, `/space/${slug}/settings`);
  await button(page, "Make this space yours").click();
  await page.getByRole("heading", { name: `Settings of ${slug}` }).waitFor();
  return page;
}

/** A newcomer's answer from the token endpoint: a code, or `allowed` and the token. */
async function ask(testbed: Testbed, slug: string, link?: string) {
  const roomName = `space-${slug}`;
  const send = async (path: string, body: unknown, bearer?: string) => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (bearer) headers.authorization = `Bearer ${bearer}`;
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(testbed.app.url + path, init);
    const answer: unknown = await response.json();
    return { isOk: response.ok, answer };
  };
  const guest = { roomName, participantName: "Newcomer", delivery: "body" };
  const { answer } = await send("/api/guest-sessions", guest);
  const { sessionToken = "" } = guestSessionAnswerSchema.parse(answer);
  if (link) {
    const exchange = await send(`/api/spaces/${slug}/links/exchange`, { link }, sessionToken);
    if (!exchange.isOk) return { code: problemSchema.parse(exchange.answer).code, token: null };
  }
  const asked = await send("/api/livekit/token", { roomName, sessionToken });
  return asked.isOk
    ? { code: "allowed", token: tokenAnswerSchema.parse(asked.answer) }
    : { code: problemSchema.parse(asked.answer).code, token: null };
}

/** Waits for the server's answer: a click shows before it. */
async function hears(testbed: Testbed, slug: string, code: string): Promise<void> {
  await eventually(async () => expect((await ask(testbed, slug)).code).toBe(code));
}

async function isChecked(control: Locator, isOn = true): Promise<void> {
  await eventually(async () => expect(await control.isChecked()).toBe(isOn));
}

/** The one participant in the room, by LiveKit's API. */
async function sourcesInside(testbed: Testbed, slug: string): Promise<number> {
  const { apiUrl, apiKey, apiSecret } = testbed.liveKit;
  const [person] = await new RoomServiceClient(apiUrl, apiKey, apiSecret)
    .listParticipants(`space-${slug}`);
  return person?.tracks.length ?? -1;
}

async function guestInside(testbed: Testbed, slug: string, hasMicrophone = false): Promise<Page> {
  const guest = await testbed.visit(await testbed.person(), slug);
  await join(guest, "Haru", { hasMicrophone });
  return guest;
}

function person(page: Page, name: string): Locator {
  return page.getByRole("list", { name: "People" }).getByRole("listitem", { name, exact: true });
}

test("each rule acts at once: newcomers are refused, and those inside stay", async (testbed) => {
  const slug = "yard-rules";
  const owner = await principalIdOf(testbed, slug);
  const guest = await guestInside(testbed, slug);
  await person(owner, "Haru").waitFor();

  const lock = owner.getByRole("switch", { name: "Lock" });
  await lock.click();
  await isChecked(lock);
  await hears(testbed, slug, "space-locked");
  await lock.click();
  await isChecked(lock, false);

  const places = owner.getByRole("textbox", { name: "Capacity" });
  await places.fill("0");
  await button(owner, "Save").click();
  await owner.getByText("A whole number from 1 to 3000.").waitFor();
  // The answer comes late: text typed meanwhile stays.
  const late = Promise.withResolvers<void>();
  await owner.route(`**/api/spaces/${slug}`, async (route) => {
    await late.promise;
    await route.continue();
  }, { times: 1 });
  await places.fill("1");
  await owner.keyboard.press("Enter");
  await places.fill("50");
  late.resolve();
  await hears(testbed, slug, "space-full");
  await owner.locator('button[aria-busy="true"]').waitFor({ state: "detached" });
  expect(await places.inputValue()).toBe("50");
  await owner.keyboard.press("Enter");

  // By keyboard, as radio buttons work.
  const open = owner.getByRole("radio", { name: "Open" });
  await open.focus();
  await owner.keyboard.press("ArrowDown");
  await isChecked(owner.getByRole("radio", { name: "Members" }));
  await hears(testbed, slug, "not-a-member");
  await owner.getByRole("radio", { name: "Knock" }).click();
  await isChecked(owner.getByRole("radio", { name: "Knock" }));
  await hears(testbed, slug, "waiting-for-admission");
  await open.click();
  await isChecked(open);

  await owner.getByRole("radio", { name: "Listeners" }).click();
  await isChecked(owner.getByRole("radio", { name: "Listeners" }));
  const { token } = await ask(testbed, slug);
  const payload = JSON.parse(atob(token?.token.split(".")[1] ?? ""));
  expect(payload.attributes["madang.role"]).toBe("listener");
  expect(await button(guest, "Leave").isVisible()).toBe(true);
});

test("a role, and what a role may send, take the microphone of a person inside", async (testbed) => {
  const slug = "yard-roles";
  const owner = await principalIdOf(testbed, slug);
  const guest = await guestInside(testbed, slug, true);
  const role = owner.getByRole("combobox", { name: "Role of Haru" });
  const isOn = guest.getByRole("button", { name: "Microphone", pressed: true });
  await eventually(async () => expect(await sourcesInside(testbed, slug)).toBe(1));
  await button(guest, "Settings").click();
  await guest.getByRole("tab", { name: "Video" }).click();
  await button(guest, "Turn on").focus();
  await role.selectOption("listener");
  await eventually(async () => expect(await sourcesInside(testbed, slug)).toBe(0));
  // The focused switch is gone with the right to it.
  await hasFocus(guest.getByRole("tabpanel", { name: "Video" }));
  await guest.keyboard.press("Escape");
  await isOn.waitFor({ state: "detached" });
  await eventually(async () => expect(await role.inputValue()).toBe("listener"));

  await role.selectOption("speaker");
  await eventually(async () => expect(await role.inputValue()).toBe("speaker"));
  await guest.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await eventually(async () => {
    if (!await isOn.isVisible()) await button(guest, "Microphone").click();
    await isOn.waitFor({ timeout: 1000 });
  });
  const cell = owner.getByRole("checkbox", { name: "Microphone, Speakers" });
  await cell.click();
  await isChecked(cell, false);
  await eventually(async () => expect(await sourcesInside(testbed, slug)).toBe(0));
  await isOn.waitFor({ state: "detached" });
});

test("a guest link is made, shown once, used, spent and revoked", async (testbed) => {
  const slug = "yard-links";
  const owner = await principalIdOf(testbed, slug);
  await owner.getByRole("radio", { name: "Members" }).click();
  await isChecked(owner.getByRole("radio", { name: "Members" }));
  await button(owner, "Make a link").click();
  const address = await owner.locator(".codes input").inputValue();
  expect(new URL(address).pathname).toBe(`/space/${slug}`);
  await owner.getByRole("img", { name: "The link as a QR code" }).waitFor();
  const links = owner.getByRole("list", { name: "Guest links" }).getByRole("listitem");
  await links.getByText("1 of 1 left").waitFor();

  const link = new URL(address).hash.slice("#link=".length);
  const { token } = await ask(testbed, slug, link);
  if (!token) throw new Error("The link did not admit the guest");
  testbed.keep(await joinAsParticipant({ url: token.url, token: token.token }));
  await links.getByText("0 of 1 left").waitFor();
  await links.getByText("used up").waitFor();
  expect((await ask(testbed, slug, link)).code).toBe("link-spent");

  await owner.getByRole("textbox", { name: "How many people" }).fill("5");
  await button(owner, "Make a link").click();
  await eventually(async () => expect(await links.count()).toBe(2));
  const second = new URL(await owner.locator(".codes input").inputValue());
  await owner.reload();
  expect(await owner.locator(".codes").count()).toBe(0);
  await links.nth(1).getByRole("button", { name: "Revoke" }).click();
  await links.nth(1).getByRole("button", { name: "Revoke" }).click();
  await eventually(async () => expect(await links.count()).toBe(1));
  // The focus goes on in the row that is left, and where none is, at the head of the list.
  await hasFocus(links);
  await links.getByRole("button", { name: "Revoke" }).click();
  await links.getByRole("button", { name: "Revoke" }).click();
  await hasFocus(owner.getByRole("heading", { name: "Guest links" }));
  expect((await ask(testbed, slug, second.hash.slice("#link=".length))).code).toBe("link-spent");
});

test("a ban evicts and can be lifted, the end is for all, and the log tells all of it", async (testbed) => {
  const slug = "yard-log";
  const owner = await principalIdOf(testbed, slug);
  const guest = await guestInside(testbed, slug);
  await switchOn(guest, "Camera");
  const haru = person(owner, "Haru");
  await haru.getByRole("button", { name: "Ban Haru" }).click();
  await owner.getByText("Ban Haru? They cannot join from this browser").waitFor();
  await owner.getByText("Lock it, or let in members only.").waitFor();
  await owner.keyboard.press("Escape");
  await haru.getByRole("button", { name: "Ban Haru" }).click();
  await haru.getByRole("button", { name: "Ban Haru" }).click();
  await button(guest, "Leave").waitFor({ state: "detached" });
  await hasFocus(haru);
  await haru.getByRole("button", { name: "Lift the ban" }).click();
  await haru.getByRole("button", { name: "Remove Haru from list" }).waitFor();
  await hasFocus(haru);
  await haru.getByRole("button", { name: "Remove Haru from list" }).click();
  await haru.getByRole("button", { name: "Remove Haru from list" }).click();
  await haru.waitFor({ state: "detached" });
  await guest.reload();
  await button(guest, "Join").click();
  await isInside(guest);

  await button(owner, "End for all").click();
  await button(owner, "End for all").click();
  await button(guest, "Leave").waitFor({ state: "detached" });
  await owner.getByText("Ended.").waitFor();
  const log = owner.getByRole("list", { name: "Activity" });
  const lines = [
    "Haru joined",
    "Haru turned the camera on",
    "Haru was banned",
    "Haru left",
    "Kim ended the call for everybody",
  ];
  await eventually(async () => {
    await button(owner, "Refresh").click();
    const said = await log.innerText();
    for (const line of lines) expect(said).toContain(line);
  });
});

test("an owner deletes the space, and then the account: all are evicted, and no passkey opens it", async (testbed) => {
  const slug = "yard-gone";
  const owner = await principalIdOf(testbed, slug);
  const guest = await guestInside(testbed, slug);
  await owner.goto(`${namedUrl(testbed)}/account`);
  await owner.getByText("You own spaces. Delete them first").waitFor();
  await owner.getByRole("link", { name: `Settings of ${slug}` }).click();
  await button(owner, "Delete this space").click();
  await owner.getByText(`Delete ${slug} for good?`).waitFor();
  await owner.keyboard.press("Escape");
  await hasFocus(button(owner, "Delete this space"));
  await button(owner, "Delete this space").click();
  await button(owner, "Delete this space").click();
  await owner.getByRole("heading", { name: `${slug} has no owner yet` }).waitFor();
  await guest.getByRole("heading", { name: "The call was ended for everybody" }).waitFor();

  await owner.goto(`${namedUrl(testbed)}/account`);
  await button(owner, "Delete my account").click();
  await owner.getByText("Delete your account for good?").waitFor();
  await button(owner, "Delete my account").click();
  await isAt(owner, "/");
  await owner.goto(`${namedUrl(testbed)}/sign-in`);
  await button(owner, "Use a passkey").click();
  await owner.getByText("This passkey no longer works here.").waitFor();
});

test("another moderator's change is shown, and announced; a stranger gets a kind message", async (testbed) => {
  const slug = "yard-two";
  const owner = await principalIdOf(testbed, slug);
  const other = await owner.context().newPage();
  await other.goto(owner.url());
  await other.getByRole("switch", { name: "Lock" }).click();
  // A page in the background reads again when it becomes visible.
  await owner.bringToFront();
  await isChecked(owner.getByRole("switch", { name: "Lock" }));
  await owner.getByText("Someone else just changed this.").waitFor();
  await owner.goto(`${namedUrl(testbed)}/account`);
  await owner.getByRole("link", { name: `Settings of ${slug}` }).waitFor();
  await owner.goto(`${namedUrl(testbed)}/space/${slug}`);
  await owner.getByRole("link", { name: "Space settings" }).click();
  await isAt(owner, `/space/${slug}/settings`);

  const stranger = await (await testbed.person()).newPage();
  await stranger.goto(`${namedUrl(testbed)}/space/${slug}/settings`);
  await stranger.getByRole("heading", { name: `${slug} belongs to someone else` }).waitFor();
  expect(await stranger.getByRole("link", { name: "Sign in" }).last().getAttribute("href"))
    .toBe(`/sign-in?return=${encodeURIComponent(`/space/${slug}/settings`)}`);
  await stranger.getByRole("link", { name: "To the space" }).click();
  await isAt(stranger, `/space/${slug}`);
});
