/**
 * Every page in every state, in both languages, by day and by night, on every size of screen: each is
 * checked by `faultsOf()`. `MADANG_PICTURES=1` leaves a picture of each in tests/output/states/.
 * One walk through all states, so one long file.
 */
import { expect } from "expect";
import { signal } from "@preact/signals";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { homeWordsOf } from "../../components/messages/home_words.ts";
import { locales } from "../../components/messages/locale.ts";
import { ownerWordsOf } from "../../components/messages/owner_words.ts";
import { servedWordsOf } from "../../components/messages/served_words.ts";
import { ErrorPage } from "../../components/pages/ErrorPage.tsx";
import { LocaleContext } from "../../components/messages/words.ts";
import { Ended } from "../../components/space/Ended.tsx";
import { departureReasonSchema } from "../../lib/contract/departure.ts";
import { LiveKitMediaContext } from "../../lib/media/hooks/LiveKitMediaContext.ts";
import { createMediaModels } from "../../lib/media/create_media_models.ts";
import type { LiveKitCall } from "../../lib/media/ports/call_types.ts";
import { startApp } from "../../toolchain/app.ts";
import { FakeMediaPorts, visitOf } from "../fakes/media/fake_media_ports.ts";
import { Authenticator, lacksPasskeys, namedUrl, register } from "./passkeys.ts";
import { joinByApi } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";
import { Walker } from "./accessibility_walk.ts";
import { spaceWordsOf } from "../fakes/components/late_words.ts";

const test = testsOnTestbed("accessibility");

/** A name as long as one may be, without a place to break it. */
const longName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternx".slice(0, 50);

for (const locale of locales) {
  test(`before the call, in ${locale}, nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page, words } = walker;
    const homeWords = homeWordsOf(locale);
    await walker.goTo("/");
    await walker.sees("home, empty");
    await walker.button(homeWords.open).click();
    await page.getByText(homeWords.problem.empty).waitFor();
    await walker.sees("home, nothing typed");
    await page.evaluate(
      (slugs) => localStorage.setItem("madang.visited", JSON.stringify(slugs)),
      ["tea", "early-persimmon-k7p2mx", "a".repeat(64)],
    );
    await page.reload();
    await page.getByText(homeWords.visited).waitFor();
    await walker.sees("home, with what was visited");

    await walker.goTo("/nowhere");
    await walker.sees("404");
    await walker.goTo("/space/not%20one");
    await walker.sees("no name of a space");
    for (const [status, pathname] of [[500, "/x"], [503, "/x"], [404, "/space/tea"]] as const) {
      const error = ErrorPage({ locale, status, pathname, requestId: "0e1f-5c" });
      await showInFrame(walker, renderToString(error), status);
      await walker.sees(`error ${status} of ${pathname}`);
    }

    await walker.goTo(`/space/door-${locale}`);
    await walker.sees("door");
    await walker.button(words.door.join).click();
    await page.getByText(words.door.nameMissing).waitFor();
    await walker.sees("door, no name");
    await walker.button(words.door.microphone).click();
    await walker.button(words.door.camera).click();
    await page.locator("video").waitFor();
    await page.getByRole("textbox", { name: words.door.name }).fill(longName);
    await walker.sees("door, everything on");
    await walker.seesSettings("before joining", "audio", "video", "devices");
    expect(walker.faults).toEqual([]);
  });

  test(`a door that refuses, in ${locale}: nothing serious is found`, async (testbed) => {
    const refused = await Walker.set(testbed, locale, true);
    await refused.goTo("/space/refused");
    await refused.button(refused.words.door.microphone).click();
    await refused.page.getByText(refused.call.mediaError.denied.microphone).waitFor();
    await refused.sees("door, microphone blocked");
    await refused.seesSettings("refused", "audio", "devices");
    await refused.join("Kim");
    await refused.button(refused.words.door.camera).click();
    await refused.page.getByText(refused.call.mediaError.denied.camera).waitFor();
    await refused.sees("call, camera blocked");

    const plain = await Walker.set(testbed, locale);
    for (const path of ["/", "/space/plain"]) {
      await showWithoutScripts(plain, path);
      await plain.sees(`${path} without scripts`);
    }
    expect([...refused.faults, ...plain.faults]).toEqual([]);
  });

  test(`the call, in ${locale}, and its ends: nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page, words, call } = walker;
    const slug = `call-${locale}`;
    await walker.goTo(`/space/${slug}`);
    await walker.join(locale === "ko" ? "지은" : "Haru");
    await walker.sees("call, alone");
    await walker.button(call.invite.showCode).click();
    await page.getByRole("img", { name: call.invite.code }).waitFor();
    await walker.sees("call, alone, with the code");

    // The browser holds sound back: the SDK learns of it with the first sound of another person.
    await page.evaluate(() => {
      const refusal = new DOMException("Held back", "NotAllowedError");
      HTMLMediaElement.prototype.play = () => Promise.reject(refusal);
    });
    await joinByApi(testbed, slug, longName);
    await page.getByRole("listitem", { name: longName, exact: true }).waitFor();
    await walker.button(call.call.tapToHear).waitFor();
    await walker.sees("call, with two, sound held back");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: call.shortcuts.title }).waitFor();
    await walker.sees("call, shortcuts");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: call.invite.open }).click();
    await walker.sees("call, inviting");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: spaceWordsOf(locale).moreFor(longName) }).click();
    await walker.sees("call, one's volume");
    await page.keyboard.press("Escape");
    await walker.button(call.call.more).click();
    await walker.sees("call, more");
    await page.keyboard.press("Escape");
    await page.keyboard.press("h");
    await page.getByText(call.hand.place(1)).waitFor();
    await page.keyboard.press("r");
    await page.getByRole("button", { name: call.react.words.heart }).click();
    await walker.sees("call, reactions");
    await page.keyboard.press("Escape");
    await page.keyboard.press("p");
    await page.locator(".people-row").nth(1).waitFor();
    await walker.sees("call, people");
    await page.keyboard.press("Escape");
    await walker.seesSettings("in the call", "video", "devices");

    const other = await Walker.set(testbed, locale);
    await other.goTo(`/space/${slug}`);
    await other.page.getByText(words.door.countInside(2)).waitFor();
    await other.sees("door, two inside");
    await other.join("하늘빛 흐르는 강가의 오래된 소나무 아래에서");
    await other.button(call.call.shareScreen).click();
    await page.getByRole("figure").waitFor();
    await walker.sees("call, somebody shares");
    await walker.button(call.call.shareScreen).click();
    await walker.page.locator(".own-screen, .stage-choice").first().waitFor();
    await walker.sees("call, two share");
    await other.sees("call, two share, seen by the other");
    await walker.button(call.call.shareScreen).click();

    const tab = await walker.context.newPage();
    await tab.goto(`${testbed.app.url}/space/${slug}`);
    await tab.getByText(words.door.anotherTab).waitFor();
    await walker.sees("door, in another tab", tab);
    await tab.close();

    // Real ones: `permission_test.ts` and `owner_test.ts`.
    for (const reason of [...departureReasonSchema.options, "gave-up"] as const) {
      await showEnding(walker, reason);
      await walker.sees(`ended: ${reason}`);
    }
    await other.button(call.call.leave).click();
    await other.button(call.ended.rejoin).waitFor();
    await other.sees("ended: left");
    expect([...walker.faults, ...other.faults]).toEqual([]);
  });
}

for (const locale of locales) {
  test(`a space that is looked after, in ${locale}: nothing serious is found`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page } = walker;
    const words = ownerWordsOf(locale);
    const slug = `yard-${locale}`;
    const settings = `${namedUrl(testbed)}/space/${slug}/settings`;
    await page.goto(`${settings}?lang=en`);
    await Authenticator.of(page);
    await register(page, testbed, longName);
    await page.goto(`${settings}?lang=${locale}`);
    await walker.sees("settings of a space, nobody's");
    await walker.button(words.notOwner.make).click();
    await page.getByRole("switch", { name: words.rules.lock }).waitFor();
    const banned = locale === "ko" ? "지은" : "Haru";
    await Promise.all(
      [banned, longName].map((name) =>
        joinByApi(testbed, slug, name, { hasTone: false, hasPicture: false })
      ),
    );
    await walker.button(words.people.banNamed(banned)).click();
    await walker.button(words.people.banNamed(banned)).click();
    await walker.button(words.people.liftNamed(banned)).waitFor();
    await page.getByRole("listitem", { name: longName, exact: true }).waitFor();
    await page.getByRole("combobox", { name: words.links.span }).selectOption("own");
    await walker.button(words.links.make).click();
    await page.getByText(words.links.timesWrong).waitFor();
    await walker.sees("settings of a space, asked what is wrong");
    await page.getByRole("combobox", { name: words.links.span }).selectOption("day");
    await walker.button(words.links.make).click();
    await page.getByText(words.links.once).waitFor();
    const { people, links, end, remove } = words;
    const asking = [
      people.removeNamed(longName),
      people.banNamed(longName),
      end.end,
      remove.remove,
    ];
    for (const name of asking) await walker.button(name).click();
    await page.getByRole("button", { name: links.revoke }).click();
    await page.route(`**/api/spaces/${slug}`, (route) => route.abort());
    await page.getByRole("switch", { name: words.rules.lock }).click();
    await page.getByText(words.trouble.offline).waitFor();
    await walker.sees("settings of a space, a link made, all questions open, offline");
    await page.unrouteAll();
    await page.goto(`${namedUrl(testbed)}/account`);
    await walker.sees("account with a space");
    const stranger = await Walker.set(testbed, locale);
    await stranger.goTo(`/space/${slug}/settings`);
    await stranger.sees("settings of a space, somebody else's");
    expect([...walker.faults, ...stranger.faults]).toEqual([]);
  }, { ignore: lacksPasskeys });
}

// Last: LiveKit does not come back.
test("without LiveKit nothing serious is found", async (testbed) => {
  const walkers = await Promise.all(locales.map((locale) => Walker.set(testbed, locale)));
  for (const walker of walkers) {
    await walker.goTo(`/space/away-${walker.locale}`);
    await walker.join("Kim");
  }
  const doors = await Promise.all(locales.map((locale) => Walker.set(testbed, locale)));
  for (const walker of doors) await walker.goTo("/space/away");
  await testbed.liveKit.kill();
  for (const walker of walkers) {
    await walker.page.getByText(walker.call.call.reconnecting).first().waitFor();
    await walker.sees("call, reconnecting");
  }
  for (const walker of doors) {
    await walker.page.getByRole("textbox", { name: walker.words.door.name }).fill("Kim");
    await walker.button(walker.words.door.join).click();
  }
  for (const walker of doors) {
    await walker.page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
    await walker.sees("door, could not join");
  }
  const lost = await startApp({ liveKit: null });
  try {
    for (const walker of doors) {
      await walker.page.goto(`${lost.url}/space/away`);
      await walker.page.getByText(servedWordsOf(walker.locale).door.liveKitAway.text).waitFor();
      await walker.sees("door, LiveKit missing");
    }
  } finally {
    await lost.stop();
  }
  expect([...walkers, ...doors].flatMap(({ faults }) => faults)).toEqual([]);
});

/** The page as a browser without scripts shows it; one in which axe can run all the same. */
async function showWithoutScripts({ page, testbed }: Walker, path: string): Promise<void> {
  const address = testbed.app.url + path;
  await page.route(address, async (route) => {
    const frame = await (await route.fetch()).text();
    const body = frame.replace(/<script\b.*?<\/script>|<\/?noscript>/gs, "");
    await route.fulfill({ contentType: "text/html; charset=utf-8", body });
  });
  await page.goto(address);
  await page.unrouteAll();
}

/** The page after a call that ended so. */
async function showEnding(
  walker: Walker,
  departure: NonNullable<LiveKitCall["departure"]["value"]>,
): Promise<void> {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const ended = h(Ended, {
    slug: "tea",
    spaceName: longName,
    call: { ...models.call, departure: signal(departure) },
    isComingBack: false,
    onComeBack() {},
  });
  const inCall = h(LiveKitMediaContext.Provider, { value: models, children: ended });
  const inPage = h("div", { class: "space-page" }, inCall);
  const inLanguage = h(LocaleContext.Provider, { value: walker.locale, children: inPage });
  await showInFrame(walker, renderToString(inLanguage));
}

/** A view that cannot be had on demand, within the frame of a page that can. */
async function showInFrame(
  { page, testbed }: Walker,
  html: string,
  status = 200,
): Promise<void> {
  await page.route("**/broken", async (route) => {
    const frame = await (await route.fetch()).text();
    const body = frame.replace(/<header\b.*<\/main>/s, () => html);
    expect(body).not.toBe(frame);
    await route.fulfill({ status, contentType: "text/html; charset=utf-8", body });
  });
  await page.goto(`${testbed.app.url}/broken`);
  await page.unrouteAll();
}
