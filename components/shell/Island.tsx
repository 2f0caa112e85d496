import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { lateCode } from "../../lib/contract/late_code.ts";
import type { Locale } from "../messages/locale.ts";
import { LocaleContext } from "../messages/words.ts";

/** The frame of every island: provides its language, and keeps its text current where the browser translates the page. */
export function Island({ locale, children }: { locale: Locale; children: ComponentChildren }) {
  useEffect(() => keepText(), []);
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>;
}

/** Loads `keepTranslatedText` late: a browser translates a page only after it has loaded. */
function keepText(): () => void {
  let stop: (() => void) | null = null;
  let isOver = false;
  lateCode(() => import("./keep_translated_text.ts")).then(({ keepTranslatedText }) => {
    if (!isOver) stop = keepTranslatedText(document.body);
  }, () => {});
  return () => {
    isOver = true;
    stop?.();
  };
}
