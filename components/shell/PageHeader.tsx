import type { Locale } from "../messages/locale.ts";
import { wordsOf } from "../messages/words.ts";
import { Logo } from "./Logo.tsx";

/** The way home, and the other language: links, so that both work without JavaScript. */
export function PageHeader({ locale }: { locale: Locale }) {
  const other: Locale = locale === "ko" ? "en" : "ko";
  return (
    <header class="page-header">
      <a class="home-link" href="/">
        <Logo />
        <span>{wordsOf(locale).placeName}</span>
      </a>
      <a class="locale-link" href={`?lang=${other}`} hreflang={other} lang={other}>
        {wordsOf(other).ownLanguage}
      </a>
    </header>
  );
}
