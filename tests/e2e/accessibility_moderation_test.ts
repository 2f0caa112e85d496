/** Access and moderation: each state, seen by both sides, is checked by `faultsOf()`. */
import { expect } from "expect";
import { type Locale, locales } from "../../components/messages/locale.ts";
import type { SpaceRequest } from "../../lib/contract/space.ts";
import { eventually } from "./eventually.ts";
import { Authenticator, lacksPasskeys, namedUrl, register } from "./passkeys.ts";
import { joinByApi, presence, send } from "./people.ts";
import { type Testbed, testsOnTestbed } from "./testbed.ts";
import { Walker } from "./accessibility_walk.ts";
import { spaceWordsOf } from "../fakes/components/late_words.ts";

const test = testsOnTestbed("accessibility-moderation", { ignore: lacksPasskeys });

/** A name as long as one may be, without a place to break it. */
const longName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternx".slice(0, 50);

/** A user who has made these spaces. */
async function principalIdOf(
  testbed: Testbed,
  locale: Locale,
  ...spaces: SpaceRequest[]
): Promise<Walker> {
  const owner = await Walker.set(testbed, locale);
  await owner.page.goto(`${namedUrl(testbed)}/sign-in?lang=en`);
  await Authenticator.of(owner.page);
  await register(owner.page, testbed, "Olive");
  for (const space of spaces) await send(owner.page, "/api/spaces", space);
  await owner.page.goto(`${namedUrl(testbed)}/?lang=${locale}`);
  return owner;
}

/** Asks to join, and sees the refusal. */
async function seesRefusal(walker: Walker, type: keyof Walker["call"]["callError"]): Promise<void> {
  const { page, words, call } = walker;
  const refusal = page.getByText(call.callError[type]);
  await page.getByRole("textbox", { name: words.door.name }).fill("Kim");
  await walker.button(words.door.join).click();
  await page.getByRole("alert").and(page.locator(".notice")).waitFor();
  await refusal.waitFor();
  await walker.sees(`door, ${type}`);
}

for (const locale of locales) {
  test(`what keeps one out, in ${locale}: nothing serious is found`, async (testbed) => {
    const [locked, members, full, out] = ["locked", "members", "full", "out"]
      .map((name) => `${name}-${locale}`);
    const owner = await principalIdOf(
      testbed,
      locale,
      { slug: locked, isLocked: true },
      { slug: members, policy: "members" },
      { slug: full, capacity: 1 },
      { slug: out },
    );
    const kim = await Walker.set(testbed, locale);
    await kim.goTo(`/space/${locked}`);
    await seesRefusal(kim, "space-locked");
    await kim.goTo(`/space/${members}`);
    await kim.page.getByText(kim.call.callError["not-a-member"]).waitFor();
    await kim.sees("door, only members, before the click");
    await seesRefusal(kim, "not-a-member");
    await kim.goTo(`/space/${members}#link=spent`);
    await seesRefusal(kim, "link-spent");
    await joinByApi(testbed, full, longName);
    await kim.goTo(`/space/${full}`);
    await seesRefusal(kim, "space-full");

    await kim.goTo(`/space/${out}`);
    await kim.join("Kim");
    await eventually(async () => {
      const { people = [] } = await presence(testbed, out, owner.page);
      expect(people.length).toBe(1);
      const [{ seatId }] = people;
      await send(owner.page, `/api/spaces/${out}/moderation`, { action: "ban", seatId });
    });
    await kim.page.getByRole("heading", { name: kim.call.ended.banned }).waitFor();
    await kim.page.reload();
    await seesRefusal(kim, "banned");
    expect(kim.faults).toEqual([]);
  });

  test(`a call with a moderator, in ${locale}: nothing serious is found`, async (testbed) => {
    const slug = `moderated-${locale}`;
    const words = spaceWordsOf(locale);
    const olive = await principalIdOf(testbed, locale, { slug });
    await olive.page.goto(`${namedUrl(testbed)}/space/${slug}`);
    await olive.sees("door, signed in");
    await olive.button(olive.words.door.join).click();
    await olive.isInside();
    await joinByApi(testbed, slug, longName);
    const more = (name: string) => olive.button(words.moreFor(name));
    await more(longName).click();
    await olive.button(words.remove).waitFor();
    await olive.sees("call, a person's menu");
    await olive.button(words.ban).click();
    await olive.page.getByRole("dialog", { name: words.banTitle(longName) }).waitFor();
    await olive.sees("call, a ban asked");
    await olive.page.keyboard.press("Escape");
    await olive.button(words.manage).click();
    await olive.button(words.endForAll).waitFor();
    await olive.sees("call, the space's menu");
    await olive.button(words.endForAll).click();
    await olive.page.getByRole("dialog", { name: words.endTitle }).waitFor();
    await olive.sees("call, the end asked");
    await olive.page.keyboard.press("Escape");

    await send(olive.page, `/api/spaces/${slug}`, { policy: "knock" }, "PATCH");
    const kim = await Walker.set(testbed, locale);
    await kim.goTo(`/space/${slug}`);
    await kim.page.getByText(kim.call.knocking.ahead).waitFor();
    await kim.sees("door, one will knock");
    await kim.button(kim.words.door.microphone).click();
    await kim.page.getByRole("textbox", { name: kim.words.door.name }).fill("Kim");
    await kim.button(kim.words.door.join).click();
    await kim.page.getByText(kim.call.knocking.text).waitFor();
    await kim.sees("door, knocking");
    const other = await Walker.set(testbed, locale);
    await other.goTo(`/space/${slug}`);
    const lastName = longName.replace("W", "V");
    await other.page.getByRole("textbox", { name: other.words.door.name }).fill(lastName);
    await other.button(other.words.door.join).click();
    await olive.button(words.letInNamed(lastName)).waitFor();
    await olive.sees("call, two knock");
    await olive.button(words.notNowNamed(lastName)).click();
    await other.page.getByText(other.call.callError["knock-refused"]).waitFor();
    await other.sees("door, nobody lets one in");
    await olive.button(words.letInNamed("Kim")).click();
    await kim.isInside();

    await more("Kim").click();
    await olive.button(words.mute).click();
    await kim.page.getByText(words.told.mute).waitFor();
    await kim.sees("call, muted by a moderator");
    await more("Kim").click();
    await olive.button(words.makeRole.listener).click();
    await kim.page.getByText(words.told.listener).waitFor();
    await kim.page.getByText(words.onlyListening).waitFor();
    await kim.sees("call, made a listener");
    await kim.seesSettings("of a listener", "video");
    expect([...olive.faults, ...kim.faults, ...other.faults]).toEqual([]);
  });
}
