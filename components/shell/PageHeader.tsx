import type { ComponentChildren } from "preact";
import type { Locale } from "../messages/locale.ts";
import { wordsOf } from "../messages/words.ts";
import { Logo } from "./Logo.tsx";

/** The way home, and the other language: links, so that both work without JavaScript. */
export function PageHeader(
  { locale, query = "", children }: {
    locale: Locale;
    /** What of the page's query stays when the language changes, e.g. `return=%2F`. */
    query?: string;
    children?: ComponentChildren;
  },
) {
  const other: Locale = locale === "ko" ? "en" : "ko";
  return (
    <header class="page-header">
      <a class="home-link" href="/">
        <Logo />
        <span>{wordsOf(locale).placeName}</span>
      </a>
      <div class="header-links">
        {children}
        <a
          class="header-link"
          href={`?${query && `${query}&`}lang=${other}`}
          hreflang={other}
          lang={other}
        >
          {wordsOf(other).ownLanguage}
        </a>
      </div>
    </header>
  );
}
