/** One journey through the chat of a space: an owner, a guest, and an agent that is no browser. */
import { expect } from "expect";
import { AccessToken } from "livekit-server-sdk";
import type { Locator, Page } from "playwright-core";
import { chatNoticeSchema, chatTopic, textStreamTopic } from "../../lib/contract/chat.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { eventually } from "./eventually.ts";
import { faultsOf } from "./page_checks.ts";
import { button, hasFocus, join, joinSignedIn, send } from "./people.ts";
import { owner, visitor } from "./space_owner.ts";
import { type Testbed, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("chat");
const slug = "tea";

async function agent(testbed: Testbed) {
  const { apiKey, apiSecret, url } = testbed.liveKit;
  const token = new AccessToken(apiKey, apiSecret, { identity: "agent-1", name: "Scribe" });
  token.kind = "agent";
  token.addGrant({ roomJoin: true, room: `space-${slug}` });
  const options = { url, token: await token.toJwt(), hasTone: false, hasPicture: false };
  return testbed.keep(await joinAsParticipant(options));
}

const field = (page: Page) => page.getByRole("textbox", { name: "Write a message" });

function message(page: Page, text: string): Locator {
  return page.getByRole("list", { name: "Messages" }).getByRole("listitem").filter({
    hasText: text,
  });
}

async function openChat(page: Page): Promise<void> {
  await button(page, "Chat").click();
  await field(page).waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
}

test("people write, read what they missed, delete, and are told what does not work", async (testbed) => {
  const olive = await owner(testbed, { slug });
  await joinSignedIn(olive);
  const kim = await visitor(testbed, slug);
  await join(kim, "Kim");
  const scribe = await agent(testbed);

  // Kim writes; Olive sees a number on the button, then the message, with its link.
  await openChat(kim);
  await hasFocus(field(kim));
  await write(kim, "안녕하세요! https://madang.kr에서 만나요");
  await olive.getByRole("button", { name: "Chat" }).filter({ hasText: "1" }).waitFor();
  await openChat(olive);
  const link = message(olive, "안녕하세요").getByRole("link");
  expect(await link.getAttribute("href")).toBe("https://madang.kr/");
  expect(await link.getAttribute("rel")).toContain("noopener");
  expect(await button(olive, "Chat").textContent()).not.toContain("1");
  // Another client is told as well.
  await scribe.until("Kim's message", ({ messages }) =>
    messages.some(({ topic, text }) => {
      if (topic !== chatTopic) return false;
      const notice = chatNoticeSchema.parse(JSON.parse(text));
      return notice.type === "entry" && notice.entry.type === "message" &&
        notice.entry.text?.startsWith("안녕하세요") === true;
    }));

  // Two lines, and an Enter that ends a composition.
  await field(olive).pressSequentially("One");
  await field(olive).press("Shift+Enter");
  await field(olive).pressSequentially("Two");
  await field(olive).evaluate((element) => {
    const keys = { key: "Enter", bubbles: true, cancelable: true, isComposing: true };
    element.dispatchEvent(new KeyboardEvent("keydown", keys));
  });
  expect(await field(olive).inputValue()).toBe("One\nTwo");
  await field(olive).press("Enter");
  await message(kim, "One\nTwo").waitFor();

  // The agent's own way: shown, with its name, and not kept.
  await scribe.write("I write this down", textStreamTopic);
  await message(kim, "I write this down").getByText("Scribe").waitFor();

  // A reload: the draft, and all that was written.
  await field(kim).fill("Half a sent");
  await kim.reload();
  await join(kim, "Kim");
  await openChat(kim);
  await message(kim, "One\nTwo").waitFor();
  expect(await field(kim).inputValue()).toBe("Half a sent");
  expect(await message(kim, "I write this down").count()).toBe(0);

  // The server is away: what is written waits, and is sent once.
  await kim.route("**/messages*", (route) => route.abort());
  await write(kim, "Written while away");
  await kim.getByText("The server cannot be reached").waitFor();
  await kim.unroute("**/messages*");
  await message(olive, "Written while away").waitFor();
  await message(kim, "Waiting to be sent").waitFor({ state: "detached" });
  expect(await message(olive, "Written while away").count()).toBe(1);

  // The owner deletes, and switches chat off for speakers.
  const away = message(olive, "Written while away");
  await away.hover();
  await button(olive, "Delete the message of Kim").last().click();
  await away.getByRole("button", { name: "Delete the message of Kim" }).click();
  await kim.getByText("Message deleted by a moderator").waitFor();
  for (const page of [kim, olive]) await page.emulateMedia({ reducedMotion: "reduce" });
  const faults = [
    ...await faultsOf(kim, "chat"),
    ...await faultsOf(olive, "chat of an owner", "colours"),
  ];
  await send(olive, `/api/spaces/${slug}`, { chatRoles: ["moderator"] }, "PATCH");
  await kim.getByText("Chat is off for your role").waitFor();
  expect(await field(kim).count()).toBe(0);
  await eventually(async () => expect(await message(kim, "One\nTwo").count()).toBe(1));
  // Of the chat: accessibility_test.ts has the rest of the call.
  const ofBar = /device-menu|(Previous|Next) people/;
  expect(faults.filter((fault) => !ofBar.test(fault))).toEqual([]);
});
