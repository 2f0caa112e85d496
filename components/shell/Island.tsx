import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Locale } from "../messages/locale.ts";
import { LocaleContext } from "../messages/words.ts";
import { keepTranslatedText } from "./keep_translated_text.ts";

/** What every island stands in: its language, and text that stays true where the browser translates the page. */
export function Island({ locale, children }: { locale: Locale; children: ComponentChildren }) {
  useEffect(() => keepTranslatedText(document.body), []);
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>;
}
