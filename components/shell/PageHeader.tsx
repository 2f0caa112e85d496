import type { ComponentChildren } from "preact";
import type { Locale } from "../messages/locale.ts";
import { wordsOf } from "../messages/words.ts";
import { Logo } from "./Logo.tsx";

/** The header of a page: links to the home page and to the other language, which work without JavaScript. */
export function PageHeader(
  { locale, query = "", children }: {
    locale: Locale;
    /** The part of the page's query that is kept when the language changes, such as `return=%2F`. */
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
