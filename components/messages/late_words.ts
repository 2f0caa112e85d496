/** Words that come with late code, in the page's language alone. */
import { useContext } from "preact/hooks";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

/** One volume of words, in each language that was loaded. */
export interface LateWords<Words> {
  /** Rejects where they cannot be loaded; the next call tries again. */
  load(locale: Locale): Promise<void>;
  /** @throws {Error} if they are not loaded: the `useLazy` of the code that shows them has to name them. */
  of(locale: Locale): Words;
}

/** `imports`: each a `lateCode()` of its own, so that the build makes a file for each language. */
export function lateWords<Words>(
  imports: Readonly<Record<Locale, () => Promise<Words>>>,
): LateWords<Words> {
  const loaded: Partial<Record<Locale, Words>> = {};
  return {
    async load(locale) {
      loaded[locale] ??= await imports[locale]();
    },
    of(locale) {
      const words = loaded[locale];
      if (!words) throw new Error("Words are not loaded");
      return words;
    },
  };
}

/** The words of the component's page. */
export function useLateWords<Words>(words: LateWords<Words>): Words {
  return words.of(useContext(LocaleContext));
}
