import { asset } from "fresh/runtime";
import { servedWordsOf } from "../components/messages/served_words.ts";
import { wordsOf } from "../components/messages/words.ts";
import { LinkPreview } from "../components/pages/LinkPreview.tsx";
import { define } from "../fresh.config.ts";
import { isSlug } from "../lib/contract/space_address.ts";
import { ownOrigin } from "../lib/server/http/kit/own_origin.ts";

/** The frame of every page. */
export default define.page(({ Component, state, params, req, url }) => {
  // An error outside every middleware has no state: its page is in English.
  const locale = state.locale ?? "en";
  const words = wordsOf(locale);
  // Other text in the address could be anything: it stays out of the title.
  const slug = params.slug !== undefined && isSlug(params.slug) ? params.slug : undefined;
  const spaceName = state.spaceName ?? slug;
  const title = spaceName ? `${spaceName} · ${words.placeName}` : words.placeName;
  // An error has no preview.
  const hasPreview = state.spaceName !== undefined || url.pathname === "/";
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <title>{title}</title>
        {hasPreview && (
          <LinkPreview
            title={spaceName ?? words.placeName}
            origin={ownOrigin(req, state.services.config)}
            path={url.pathname}
            locale={locale}
          />
        )}
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
        <a class="skip-link" href="#content">{servedWordsOf(locale).skipToContent}</a>
        <Component />
      </body>
    </html>
  );
});
