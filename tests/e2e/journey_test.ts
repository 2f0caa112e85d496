/**
 * A call of four, from the first word to the last, in both languages: an owner and a guest at desks, one on a phone, and a client that
 * is no browser. Each step by names that a screen reader reads; the parts of a call in full have tests of their own.
 */
import { expect } from "expect";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { chatTopic } from "../../lib/contract/chat.ts";
import { enHelp } from "../../components/messages/en_help.ts";
import { koHelp } from "../../components/messages/ko_help.ts";
import type { Locale } from "../../components/messages/locale.ts";
import { wordsOf } from "../../components/messages/words.ts";
import { eventually } from "./eventually.ts";
import { axeFindings, faultsOf } from "./page_checks.ts";
import { lacksPasskeys } from "./passkeys.ts";
import { joinByApi, send } from "./people.ts";
import { owner } from "./space_owner.ts";
import { testsOnTestbed } from "./testbed.ts";
import { callWordsOf, chatWordsOf, spaceWordsOf } from "../fakes/components/late_words.ts";

const test = testsOnTestbed("journey");

const phone: BrowserContextOptions = { viewport: { width: 390, height: 780 }, hasTouch: true };
const desk: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

/** A person's page, in their language. */
class Person {
  readonly door;
  readonly words;
  readonly chat;
  readonly help;
  readonly menuOf;

  constructor(readonly page: Page, readonly name: string, readonly locale: Locale) {
    this.door = wordsOf(locale).door;
    this.words = callWordsOf(locale);
    this.chat = chatWordsOf(locale);
    this.help = locale === "ko" ? koHelp : enHelp;
    this.menuOf = spaceWordsOf(locale).moreFor;
  }

  /** A button by its whole name. */
  control(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  tile(name: string): Locator {
    return this.page.getByRole("list", { name: this.words.call.participants, exact: true })
      .getByRole("listitem", { name, exact: true });
  }

  async areaOf(name: string): Promise<number> {
    const box = await this.tile(name).boundingBox();
    return box ? box.width * box.height : 0;
  }

  message(text: string): Locator {
    return this.page.getByRole("list", { name: this.chat.messages }).getByRole("listitem")
      .filter({ hasText: text });
  }

  screenOf(name: string): Locator {
    return this.page.getByRole("figure", { name: this.words.call.screenOf(name) });
  }

  async join(device: "microphone" | "camera"): Promise<void> {
    const { page, door, words } = this;
    const field = page.getByRole("textbox", { name: door.name });
    if (await field.count() > 0) await field.fill(this.name);
    await this.control(door[device]).click();
    await page.getByRole("button", { name: door[device], exact: true, pressed: true }).waitFor();
    await this.control(door.join).click();
    await this.control(words.call.leave).waitFor();
  }

  async openChat(): Promise<Locator> {
    await this.page.getByRole("button", { name: this.words.call.chat }).click();
    const field = this.page.getByRole("textbox", { name: this.chat.placeholder });
    await field.waitFor();
    return field;
  }

  async chooseFromMore(name: string): Promise<void> {
    await this.control(this.words.call.more).click();
    await this.page.getByRole("button", { name }).click();
  }
}

test(
  "four people write, raise hands, react, share, look closer, hear less and find out what is wrong, in two languages at once",
  async (testbed) => {
    const slug = "journey";
    const ownerPage = await owner(testbed, { slug, name: "넓은 마당" });
    await ownerPage.goto(`${ownerPage.url()}?lang=ko`);
    const olive = new Person(ownerPage, "Olive", "ko");
    await ownerPage.getByRole("heading", { level: 1, name: "넓은 마당" }).waitFor();
    const come = async (name: string, locale: Locale, options: BrowserContextOptions) => {
      const context = await testbed.person({ locale, reducedMotion: "reduce", ...options });
      return new Person(await testbed.visit(context, slug), name, locale);
    };
    await olive.join("microphone");
    const haru = await come("Haru", "en", desk);
    await haru.join("camera");
    const park = await joinByApi(testbed, slug, "Park");

    // Chat: an agent gets it, and a newcomer on a phone reads what was written before.
    const haruField = await haru.openChat();
    await haruField.fill("Good evening 🎉 see madang.kr");
    await haruField.press("Enter");
    await park.until(
      "a message of chat",
      ({ messages }) =>
        messages.some(({ topic, text, from }) =>
          topic === chatTopic && from === "" && text.includes("Good evening 🎉")
        ),
    );
    const kim = await come("Kim", "ko", phone);
    await kim.join("microphone");
    const kimField = await kim.openChat();
    await kim.message("Good evening 🎉").waitFor();
    await kimField.fill("좋은 저녁이에요 ❤️");
    await kim.control(kim.chat.send).click();
    await haru.message("좋은 저녁이에요 ❤️").waitFor();
    await olive.openChat();
    await olive.message("좋은 저녁이에요").hover();
    await olive.control(olive.chat.removeOf("Kim")).click();
    await olive.control(olive.chat.removeOf("Kim")).last().click();
    for (const one of [kim, haru]) await one.message(one.chat.removed.moderator).waitFor();
    await kim.control(kim.words.call.closePanel).click();

    // Hands, in order, and everybody's lowered at once. Reactions, on the tile and for readers.
    await kim.page.getByRole("button", { name: kim.words.hand.raise }).click();
    await kim.page.getByText(kim.words.hand.place(1)).waitFor();
    await haru.page.keyboard.press("Escape");
    await haru.page.keyboard.press("h");
    await haru.page.getByText(haru.words.hand.place(2)).waitFor();
    await olive.page.keyboard.press("Escape");
    await olive.page.keyboard.press("p");
    const hands = olive.page.getByRole("list", { name: olive.words.people.raised })
      .getByRole("listitem");
    await eventually(async () =>
      expect(await hands.evaluateAll((all) => all.map((one) => one.textContent)))
        .toEqual([expect.stringContaining("Kim"), expect.stringContaining("Haru")])
    );
    await olive.control(olive.words.people.lowerAll).click();
    await kim.page.getByText(kim.words.hand.place(1)).waitFor({ state: "detached" });
    for (const one of [haru, kim]) {
      if (one === haru) await one.page.keyboard.press("r");
      else await one.chooseFromMore(one.words.react.open);
      await one.page.getByRole("button", { name: one.words.react.words.party }).click();
      await olive.tile(one.name).getByText("🎉").waitFor();
      const said = olive.words.react.one(one.name, olive.words.react.words.party);
      await olive.page.getByText(said).waitFor();
      await one.page.keyboard.press("Escape");
    }

    // The stage: an owner's choice for everybody.
    await olive.tile("Park").hover();
    await olive.control(olive.menuOf("Park")).first().click();
    await olive.control(olive.words.layout.spotlight).click();
    for (const one of [haru, kim]) {
      await eventually(async () =>
        expect(await one.areaOf("Park")).toBeGreaterThan(2 * await one.areaOf("Olive"))
      );
    }
    const faults = await faultsOf(haru.page, "the stage");
    await haru.page.setViewportSize({ width: 1440, height: 900 });
    faults.push(...(await axeFindings(kim.page)).map((fault) => `the stage on a phone: ${fault}`));

    // Two screens, in the order in which they began.
    await haru.page.keyboard.press("s");
    await olive.screenOf("Haru").waitFor();
    await olive.page.keyboard.press("Escape");
    await olive.page.keyboard.press("s");
    await kim.screenOf("Olive").waitFor();
    const screens = kim.page.getByRole("group", { name: kim.words.call.otherScreens })
      .getByRole("button");
    expect(await screens.allTextContents()).toEqual(["Haru", "Olive"]);
    await screens.first().click();
    await kim.screenOf("Haru").waitFor();
    for (const one of [haru, olive]) await one.page.keyboard.press("s");
    await kim.page.getByRole("figure").waitFor({ state: "detached" });

    // The call in a small window. In English: `layout_test.ts`.
    const opening = olive.page.context().waitForEvent("page");
    await olive.chooseFromMore(olive.words.layout.pictureInPicture);
    const small = await opening;
    await small.getByRole("button", { name: olive.words.call.leave }).waitFor();
    faults.push(...(await axeFindings(small)).map((fault) => `small window: ${fault}`));
    const closing = small.waitForEvent("close");
    await small.evaluate(() => globalThis.close());
    await closing;
    expect(faults).toEqual([]);

    // Less, and what is wrong. In English: `help_test.ts`.
    const { page, words, help } = kim;
    await kim.chooseFromMore(words.call.receiveLess);
    await page.getByRole("radio", { name: new RegExp(`^${help.receiving.modes.sound}`) }).check();
    await kim.control(help.receiving.done).click();
    await kim.control(words.call.bringOf.camera("Park")).waitFor();
    // The space's name has room beside all that the header tells.
    const heading = await page.getByRole("heading", { level: 1 }).boundingBox();
    expect(heading?.width).toBeGreaterThan(60);
    await kim.chooseFromMore(words.call.somethingWrong);
    await page.getByRole("button", { name: help.trouble.questions["not-hearing"] }).click();
    await page.getByText(help.trouble.findings["hearing"]).waitFor();
    await kim.control(help.trouble.done).click();

    // Another name of the space, for those inside too.
    await send(olive.page, `/api/spaces/${slug}`, { name: "저녁 마당" }, "PATCH");
    for (const { page } of [kim, haru, olive]) {
      await page.getByRole("heading", { level: 1, name: "저녁 마당" }).waitFor();
      await eventually(async () => expect(await page.title()).toContain("저녁 마당"));
    }

    for (const one of [haru, kim]) await one.control(one.words.call.leave).click();
    await park.leave();
    await olive.page.getByText(olive.words.invite.alone).waitFor();
  },
  { ignore: lacksPasskeys },
);
