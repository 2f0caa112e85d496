import { asset } from "fresh/runtime";
import { wordsOf } from "../components/messages/words.ts";
import { define } from "../fresh.config.ts";
import { isSlug } from "../lib/contract/space_address.ts";

/** The frame of every page. */
export default define.page(({ Component, state, params }) => {
  // An error outside every middleware has no state: its page is in English.
  const locale = state.locale ?? "en";
  const words = wordsOf(locale);
  // Other text in the address could be anything: it stays out of the title.
  const isSpace = params.slug !== undefined && isSlug(params.slug);
  const title = isSpace ? `${params.slug} · ${words.placeName}` : words.placeName;
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <title>{title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#FAF7F0" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#15171A" media="(prefers-color-scheme: dark)" />
        <script src={asset("/early.js")}></script>
        <link rel="stylesheet" href={asset("/styles.css")} />
        <link rel="icon" href={asset("/icon.svg")} type="image/svg+xml" />
        <link rel="apple-touch-icon" href={asset("/icon-180.png")} />
        <link rel="manifest" href="/manifest.webmanifest" />
      </head>
      <body>
        <a class="skip-link" href="#content">{words.skipToContent}</a>
        <Component />
      </body>
    </html>
  );
});
