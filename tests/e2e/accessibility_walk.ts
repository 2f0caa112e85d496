/** Checks each page that it is led to, by axe and by measures, in one language. */
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { Locale } from "../../components/messages/locale.ts";
import { wordsOf } from "../../components/messages/words.ts";
import { faultsOf } from "./page_checks.ts";
import type { Testbed } from "./testbed.ts";
import { callWordsOf, settingsWordsOf } from "../fakes/components/late_words.ts";

/** One person who walks through the pages in one language. */
export class Walker {
  readonly words;
  readonly call;
  readonly settings;
  readonly faults: string[] = [];

  private constructor(
    readonly testbed: Testbed,
    readonly locale: Locale,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.words = wordsOf(locale);
    this.call = callWordsOf(locale);
    this.settings = settingsWordsOf(locale);
  }

  static async set(testbed: Testbed, locale: Locale, isRefused = false): Promise<Walker> {
    const context = await testbed.person(
      // Without transitions no colour is measured halfway; that nothing moves is checked as well.
      { locale, reducedMotion: "reduce", permissions: isRefused ? [] : undefined },
      isRefused ? { deviceRequests: "denied" } : {},
    );
    return new Walker(testbed, locale, context, await context.newPage());
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.testbed.app.url + path, { waitUntil: "load" });
  }

  /** Notes the faults of the page in its present state. */
  async sees(state: string, page = this.page): Promise<void> {
    const like = this.locale === "en" ? "nothing" : "translation";
    this.faults.push(...await faultsOf(page, `${this.locale} ${state}`, like));
  }

  button(name: string, page = this.page): Locator {
    return page.getByRole("button", { name, exact: true });
  }

  async join(name: string, page = this.page): Promise<void> {
    await page.getByRole("textbox", { name: this.words.door.name }).fill(name);
    await this.button(this.words.door.join, page).click();
    await this.isInside(page);
  }

  async isInside(page = this.page): Promise<void> {
    await this.button(this.call.call.leave, page).waitFor();
  }

  /** Opens, checks and closes those tabs of the settings that differ from elsewhere. */
  async seesSettings(where: string, ...tabs: ("audio" | "video" | "devices")[]): Promise<void> {
    const { settings } = this;
    await this.button(settings.title).click();
    for (const tab of tabs) {
      await this.page.getByRole("tab", { name: settings[tab] }).click();
      await this.sees(`settings, ${tab}, ${where}`);
    }
    await this.button(settings.close).click();
  }
}
