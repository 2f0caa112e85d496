/** What a reader would call the controls of rendered HTML: enough of the rules for our own markup. */

function attributeOf(tag: string, name: string): string | null {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? null;
}

/** The text that is left when elements hidden from readers and all tags are taken out. */
export function readableText(html: string): string {
  return html
    .replace(/<(svg|span|p|div)\b[^>]*aria-hidden="true"[^>]*>.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
}

/** The names of all elements `<tag>` that hold their own text, in order. */
export function namesOf(html: string, tag: string): string[] {
  const elements = html.matchAll(new RegExp(`(<${tag}\\b[^>]*>)(.*?)</${tag}>`, "gs"));
  return [...elements].map(([, opening, inside]) =>
    attributeOf(opening, "aria-label") ?? readableText(inside)
  );
}

/** The opening tags of `<tag>`, for their attributes. */
export function openingTags(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>`, "g"))].map(([opening]) => opening);
}
