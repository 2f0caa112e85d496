/**
 * Knocking, links, the lock, and what an owner does to people, as each of them sees it: two and three real browsers. One
 * long file, since one testbed serves all of it.
 */
import { expect } from "expect";
import { join as joinPath } from "node:path";
import type { Page } from "playwright-core";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { newSpaceSlug } from "../../components/home/new_space_slug.ts";
import { ErrorPage } from "../../components/pages/ErrorPage.tsx";
import { createdLinkSchema } from "../../lib/contract/space.ts";
import { Crowd } from "../faults/crowd.ts";
import { eventually } from "./eventually.ts";
import { Authenticator, lacksPasskeys, namedUrl } from "./passkeys.ts";
import {
  button,
  isDescribed,
  isInside,
  join,
  joinSignedIn,
  participant,
  presence,
  seesPeople,
  send,
  switchOn,
  tokensByApi,
} from "./people.ts";
import { outputFolder, type Testbed, testsOnTestbed } from "./testbed.ts";
import { act, clickJoin, owner, visitor } from "./space_owner.ts";
import { recordTiles } from "./tile_record.ts";
import { recordWord, wordRecord } from "./word_record.ts";

const test = testsOnTestbed("who-may-enter", { ignore: lacksPasskeys });

test("a knock is seen and heard inside, and admitted without a reload", async (testbed) => {
  const olive = await owner(testbed, { slug: "knock", policy: "knock" });
  await joinSignedIn(olive);
  const kim = await visitor(testbed, "knock");
  await kim.getByText("until someone inside lets you in").waitFor();
  await kim.evaluate(() => document.documentElement.dataset.same = "page");
  await clickJoin(kim, "Kim");
  await kim.getByText("Knocking…").waitFor();

  const waiting = olive.getByRole("region", { name: "Waiting to join" });
  await waiting.getByText("Kim wants to join").waitFor();
  await eventually(async () => expect(await olive.evaluate(() => notesPlayed)).toBe(2));
  const lee = await visitor(testbed, "knock");
  await clickJoin(lee, "Lee");
  await waiting.getByText("Lee wants to join").waitFor();

  await button(olive, "Let in Kim").click();
  await isInside(kim);
  await seesPeople(olive, "Olive", "Kim");
  expect(await kim.evaluate(() => document.documentElement.dataset.same)).toBe("page");
  // A person who may not admit sees no knocks.
  expect(await kim.getByRole("region", { name: "Waiting to join" }).count()).toBe(0);

  await button(olive, "Not now, Lee").click();
  await lee.getByText("Nobody can let you in right now.").waitFor();
  await waiting.waitFor({ state: "detached" });
  await button(lee, "Join").waitFor();
});

test("a person who knocks can stop, or leave the page: the knock is gone inside", async (testbed) => {
  const olive = await owner(testbed, { slug: "stop", policy: "knock" });
  await joinSignedIn(olive);
  const kim = await visitor(testbed, "stop");
  await clickJoin(kim, "Kim");
  const waiting = olive.getByRole("region", { name: "Waiting to join" })
    .getByText("Kim wants to join");
  await waiting.waitFor();
  await button(kim, "Stop").click();
  await kim.getByText("Knocking…").waitFor({ state: "detached" });
  await waiting.waitFor({ state: "detached" });
  await button(kim, "Join").click();
  await waiting.waitFor();
  await kim.goto(testbed.app.url);
  await waiting.waitFor({ state: "detached" });
});

test("a locked space says so at once, and opens again for those who wait", async (testbed) => {
  const olive = await owner(testbed, { slug: "lock" });
  await joinSignedIn(olive);
  await button(olive, "Manage").click();
  const lock = (pressed: boolean) =>
    olive.getByRole("button", { name: "Lock", exact: true, pressed });
  await lock(false).click();
  await lock(true).waitFor();
  const kim = await visitor(testbed, "lock");
  await kim.getByText("This space is locked").waitFor();
  await clickJoin(kim, "Kim");
  await button(kim, "Try again").waitFor();
  await lock(true).click();
  await lock(false).waitFor();
  await button(kim, "Try again").click();
  await isInside(kim);
});

test("a full space says so kindly, and admits a person who tries again once there is room", async (testbed) => {
  await owner(testbed, { slug: "full", capacity: 1 });
  const kim = await visitor(testbed, "full");
  await join(kim, "Kim");
  const lee = await visitor(testbed, "full");
  await lee.getByText("One person").waitFor();
  await clickJoin(lee, "Lee");
  await lee.getByText("This space is full right now.").waitFor();
  await isInside(kim);
  await button(kim, "Leave").click();
  await lee.getByText("Nobody yet.").waitFor();
  await button(lee, "Try again").click();
  await isInside(lee);
});

test("a space for members offers to sign in", async (testbed) => {
  await owner(testbed, { slug: "members", policy: "members" });
  const kim = await visitor(testbed, "members");
  await kim.getByText("Only members can join here.").waitFor();
  await clickJoin(kim, "Kim");
  const signIn = kim.getByRole("link", { name: "Sign in" }).last();
  await eventually(async () =>
    expect(await signIn.getAttribute("href")).toBe("/sign-in?return=%2Fspace%2Fmembers")
  );
});

test("a link for one lets one in, and tells the other", async (testbed) => {
  const { slug, secret } = await invitation(testbed);
  const open = async (follow: (page: Page, link: string) => Promise<unknown>) => {
    const page = await (await testbed.person()).newPage();
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    await follow(page, `${testbed.app.url}/space/${slug}#link=${secret}`);
    const isStill = (url: URL) =>
      url.pathname === `/space/${slug}` && url.hash === `#link=${secret}`;
    await page.waitForURL(isStill);
    // The server, which never sees the link, had said so in the page.
    await eventually(async () => expect(await page.getByText("Only members").count()).toBe(0));
    return { page, requested };
  };
  const kim = await open((page, link) => page.goto(link));
  expect(kim.requested.filter((address) => address.includes("exchange"))).toEqual([]);
  await clickJoin(kim.page, "Kim");
  await isInside(kim.page);
  const lee = await open(async (page, link) => {
    await page.addInitScript(() => localStorage.setItem("madang.visited", '["tea"]'));
    await page.goto(testbed.app.url);
    // The page's code runs: before that the browser itself sends the form.
    await page.getByRole("link", { name: "tea" }).waitFor();
    await paste(page, link);
    expect(await page.getByRole("textbox").inputValue()).toBe(link);
    await page.keyboard.press("Enter");
  });
  await clickJoin(lee.page, "Lee");
  await lee.page.getByText("This invitation is used up or has expired.").waitFor();
  for (const { page, requested } of [kim, lee]) {
    await page.waitForURL(({ hash }) => hash === "");
    expect(requested.join()).not.toContain(secret);
    expect(await stored(page)).not.toContain(secret);
  }
});

test("an invitation stays over a reload, the other language and a sign-in, until it is used", async (testbed) => {
  const { slug, secret } = await invitation(testbed);
  const page = await (await testbed.person()).newPage();
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  await Authenticator.of(page);
  const isStillThere = async () => {
    await page.waitForURL(({ pathname, hash }) =>
      pathname === `/space/${slug}` && hash === `#link=${secret}`
    );
    await eventually(async () => expect(await page.getByText("Only members").count()).toBe(0));
  };
  const error = h(ErrorPage, { locale: "en", status: 503, pathname: `/space/${slug}` });
  const away = {
    status: 503,
    contentType: "text/html; charset=utf-8",
    body: renderToString(error),
  };
  await page.route(`**/space/${slug}`, (route) => route.fulfill(away), { times: 2 });
  await page.goto(`${namedUrl(testbed)}/space/${slug}#link=${secret}`);
  await page.getByRole("link", { name: "한국어" }).click();
  await page.getByRole("button", { name: "들어가기" }).waitFor();
  await isStillThere();
  await page.goto("about:blank");
  await page.context().clearCookies();
  await page.goto(`${namedUrl(testbed)}/space/${slug}#link=${secret}`);
  await page.getByRole("link", { name: "Try again" }).click();
  await button(page, "Join").waitFor();
  await isStillThere();
  await page.reload();
  await isStillThere();
  await page.getByRole("link", { name: "한국어" }).click();
  await page.getByRole("button", { name: "들어가기" }).waitFor();
  await isStillThere();
  await page.getByRole("link", { name: "English" }).click();
  await button(page, "Join").waitFor();
  await isStillThere();
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "I am new here" }).click();
  expect(page.url()).not.toContain(secret);
  await page.getByRole("textbox", { name: "Your name" }).fill("Kim");
  await page.getByRole("button", { name: "Create a passkey" }).click();
  await isStillThere();
  await button(page, "Join").click();
  await isInside(page);
  await page.waitForURL(({ hash }) => hash === "");
  expect(await stored(page)).not.toContain(secret);
  expect(requested.join()).not.toContain(secret);
});

/** A link for one into a space for members, named as the home page names a new one: the link is as long as they are. */
async function invitation(testbed: Testbed): Promise<{ slug: string; secret: string }> {
  const slug = newSpaceSlug((length) => crypto.getRandomValues(new Uint8Array(length)));
  const olive = await owner(testbed, { slug, policy: "members" });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const asked = { role: "speaker", uses: 1, expiresAt };
  const { url } = createdLinkSchema.parse(await send(olive, `/api/spaces/${slug}/links`, asked));
  return { slug, secret: url.split("#link=")[1] };
}

function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state]));
}

/** Puts `text` into the page's only field as a person does, where what does not fit is cut off. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((text) => {
    const source = document.body.appendChild(document.createElement("textarea"));
    source.value = text;
    source.select();
  }, text);
  await page.keyboard.press("ControlOrMeta+x");
  await page.evaluate(() => document.querySelector("textarea")?.remove());
  await page.getByRole("textbox").focus();
  await page.keyboard.press("ControlOrMeta+v");
}

test("a moderator mutes, and stops a screen: the other is told, and it is so", async (testbed) => {
  const olive = await owner(testbed, { slug: "hush" });
  await joinSignedIn(olive);
  const kim = await visitor(testbed, "hush");
  await join(kim, "Kim", { hasMicrophone: true });
  await button(kim, "Share screen").click();
  await olive.getByRole("figure", { name: "Kim's screen" }).waitFor();
  await isDescribed(participant(olive, "Kim"), "muted", false);

  await act(olive, "Kim", "Mute");
  await kim.getByText("A moderator muted you.").waitFor();
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await isDescribed(participant(olive, "Kim"), "muted");
  await button(kim, "Got it").click();
  // Muted, not demoted: they may speak again.
  await switchOn(kim, "Microphone");
  await isDescribed(participant(olive, "Kim"), "muted", false);

  await act(olive, "Kim", "Stop their screen share");
  await kim.getByText("A moderator stopped your screen share.").waitFor();
  await olive.getByRole("figure").waitFor({ state: "detached" });
  await kim.getByRole("button", { name: "Share screen", pressed: false }).waitFor();
});

test("a listener loses the switches at once, with a word why, and gets them back", async (testbed) => {
  const olive = await owner(testbed, { slug: "roles" });
  await joinSignedIn(olive);
  const kim = await visitor(testbed, "roles");
  await join(kim, "Kim", { hasMicrophone: true, hasCamera: true });
  await participant(olive, "Kim").locator("video").waitFor();
  await button(kim, "Camera").focus();
  await act(olive, "Kim", "Make a listener");
  for (const name of ["Microphone", "Camera", "Share screen"]) {
    await button(kim, name).waitFor({ state: "detached" });
  }
  await kim.getByText("A moderator can let you speak").waitFor();
  // The focused switch is gone: the bar keeps the focus.
  await eventually(async () =>
    expect(await kim.locator(":focus").textContent()).toBe("Raise hand")
  );
  await button(kim, "Settings").click();
  await kim.getByRole("tab", { name: "Video" }).click();
  await kim.getByText("Your role does not allow a camera here.").waitFor();
  expect(await button(kim, "Turn on").count()).toBe(0);
  await button(kim, "Done").click();
  await participant(olive, "Kim").locator("video").waitFor({ state: "detached" });
  await isDescribed(participant(olive, "Kim"), "muted");

  await act(olive, "Kim", "Make a speaker");
  await kim.getByText("You can speak now.").waitFor();
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await switchOn(kim, "Microphone");
  await isDescribed(participant(olive, "Kim"), "muted", false);

  await act(olive, "Kim", "Make a moderator");
  await button(kim, "Manage").waitFor();
});

test("removed, banned, and ended for all: each page says what happened", async (testbed) => {
  const olive = await owner(testbed, { slug: "out" });
  await joinSignedIn(olive);
  const [kim, lee, park] = [
    await visitor(testbed, "out"),
    await visitor(testbed, "out"),
    await visitor(testbed, "out"),
  ];
  await join(kim, "Kim");
  await join(lee, "Lee");
  await join(park, "Park");

  await act(olive, "Kim", "Remove from the call");
  await kim.getByRole("heading", { name: "A moderator removed you" }).waitFor();
  await button(kim, "Come back here").click();
  await isInside(kim);

  await act(olive, "Lee", "Ban…");
  const dialog = olive.getByRole("dialog", { name: "Ban Lee?" });
  await dialog.getByText("from a new browser they could join as a new guest").waitFor();
  await dialog.getByRole("button", { name: "Ban and lock the space" }).click();
  await lee.getByRole("heading", { name: "A moderator banned you" }).waitFor();
  expect(await button(lee, "Come back here").count()).toBe(0);
  await lee.reload();
  await lee.getByText("You cannot join here.").waitFor();
  const stranger = await visitor(testbed, "out");
  await stranger.getByText("This space is locked").waitFor();
  await seesPeople(olive, "Olive", "Kim", "Park");

  await button(olive, "Manage").click();
  await button(olive, "End for all…").click();
  await olive.getByRole("dialog").getByRole("button", { name: "End for all" }).click();
  for (const page of [olive, kim, park]) {
    await page.getByRole("heading", { name: "The call was ended for everybody" }).waitFor();
  }
});

test("a banned person who comes again, by whatever token, is seen and heard of nowhere [S40]", async (testbed) => {
  await using crowd = new Crowd();
  const olive = await owner(testbed, { slug: "again" });
  await joinSignedIn(olive);
  const [used, unused] = await tokensByApi(testbed, "again", "Lee", 2);
  const lee = await crowd.join(used);
  const { token: refreshed } = await lee.until("a refreshed token", 10_000, ({ snapshot }) => {
    return snapshot.token !== used.token;
  });
  await seesPeople(olive, "Olive", "Lee");

  // Those inside are on the first picture. (LiveKit tells their arrival in whole seconds.)
  const kim = await visitor(testbed, "again");
  const cameAt = Date.now();
  await eventually(() => Promise.resolve(expect(Date.now() - cameAt).toBeGreaterThan(2_000)));
  await recordTiles(kim);
  await join(kim, "Kim");
  await seesPeople(kim, "Olive", "Lee", "Kim");
  const lists = await kim.evaluate(() => globalThis.tileRecord.map(({ tiles }) => tiles.length));
  expect(new Set(lists)).toEqual(new Set([0, 3]));

  const lobby = await olive.context().newPage();
  await lobby.goto(olive.url());
  await lobby.getByText("Lee", { exact: true }).waitFor();
  await send(olive, "/api/spaces/again/moderation", { action: "ban", seatId: used.seatId });
  await lee.out(10_000);
  await lobby.getByText("Lee", { exact: true }).waitFor({ state: "detached" });
  const pages = [olive, kim, lobby];
  for (const page of [olive, kim]) {
    await seesPeople(page, "Olive", "Kim");
    await page.getByRole("status").filter({ hasText: "Lee left" }).waitFor({ state: "attached" });
  }
  for (const page of pages) await recordWord(page, "Lee", "/api/spaces/again/presence");

  const evictions = async () => {
    const log = await Deno.readTextFile(joinPath(outputFolder, "who-may-enter.app.log"));
    return log.split("\n").filter((line) =>
      line.includes("participant-evicted") && line.includes(used.seatId)
    ).length;
  };
  const present = new Set<string>();
  for (const token of [used.token, refreshed, unused.token]) {
    const before = await evictions();
    const comer = crowd.enter({ url: used.url, token });
    await eventually(async () => {
      const { people = [] } = await presence(testbed, "again", kim);
      present.add(people.map(({ participantName }) => participantName).join());
      // It was inside, and is not any more.
      expect(await evictions()).toBeGreaterThan(before);
      expect(comer.isOut).toBe(true);
    });
  }
  expect(present).toEqual(new Set(["Olive,Kim"]));
  // A later arrival is announced: so an earlier one would have been announced before it.
  await crowd.join((await tokensByApi(testbed, "again", "Park", 1))[0]);
  for (const page of [olive, kim]) {
    await page.getByRole("status").filter({ hasText: "Park joined" }).waitFor({
      state: "attached",
    });
  }
  await lobby.getByText("Park", { exact: true }).waitFor();
  for (const page of pages) {
    const { first, later, told } = await wordRecord(page);
    expect(later.filter((texts) => texts.some((text) => !first.includes(text)))).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter((data) => data.includes("Lee"))).toEqual([]);
  }
});
