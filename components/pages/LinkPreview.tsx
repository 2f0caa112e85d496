import type { Locale } from "../messages/locale.ts";
import { servedWordsOf } from "../messages/served_words.ts";
import { wordsOf } from "../messages/words.ts";

interface LinkPreviewProps {
  title: string;
  /** Our own, as browsers see it: a preview needs whole addresses. */
  origin: string;
  path: string;
  locale: Locale;
}

/** How a message with this page's link shows it (Open Graph, https://ogp.me). The picture is our own server's. */
export function LinkPreview({ title, origin, path, locale }: LinkPreviewProps) {
  const description = servedWordsOf(locale).linkPreview;
  const facts = {
    "og:title": title,
    "og:site_name": wordsOf(locale).placeName,
    "og:description": description,
    "og:type": "website",
    "og:locale": { en: "en_US", ko: "ko_KR" }[locale],
    "og:url": origin + path,
    "og:image": `${origin}/preview.png`,
    "og:image:width": "1200",
    "og:image:height": "630",
  };
  return (
    <>
      <meta name="description" content={description} />
      <meta name="twitter:card" content="summary_large_image" />
      {Object.entries(facts).map(([property, content]) => (
        <meta key={property} property={property} content={content} />
      ))}
    </>
  );
}
