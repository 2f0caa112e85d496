/** Finds the links in a message: text stays text. */
import { LinkifyIt } from "linkify-it";

/** A piece of a message: text, or a link. */
export type MessagePart = string | { readonly href: string; readonly text: string };

/** Only these may be opened by a click. */
const schemes = new Set(["http:", "https:", "mailto:"]);

/** Korean words that stand right behind a name: `madang.kr에서` is the address and *at*. */
const particles =
  /(?<=[A-Za-z0-9])(?:은|는|이|가|을|를|에|의|와|과|로|도|만|랑|나|에서|에게|으로|이랑|하고|부터|까지|처럼|보다|이나|라고|이라고|인데|이고|이에요|예요|입니다|에서는|에는|으로는|로는)$/;

/** Without a scheme only these make an address: `README.md` is a file more often than a site in Moldova. */
const tlds = ["com", "net", "org", "kr", "io", "dev", "app", "edu", "gov", "info"];

let finder: LinkifyIt | null = null;

/** Made on first use, since it compiles its patterns. */
function linkFinder(): LinkifyIt {
  return finder ??= new LinkifyIt({ fuzzyLink: true, tlds }).add("ftp:", null).add("//", null);
}

/** The parts of a message, in order. */
export function messageParts(text: string): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let from = 0;
  for (const { index, raw, schema, url } of linkFinder().match(text) ?? []) {
    const name = raw.replace(particles, "");
    const href = hrefOf(url.slice(0, url.length - (raw.length - name.length)), schema);
    if (href === null) continue;
    if (index > from) parts.push(text.slice(from, index));
    parts.push({ href, text: name });
    from = index + name.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The address to open: an address without a scheme is opened by https. */
function hrefOf(url: string, schema: string): string | null {
  const whole = schema === "" ? url.replace(/^http:/, "https:") : url;
  if (!URL.canParse(whole)) return null;
  const { protocol, href, username, password } = new URL(whole);
  // A name before the host only makes it look like another one: https://bank.example@evil.example.
  const isPlain = protocol === "mailto:" || (username === "" && password === "");
  return schemes.has(protocol) && isPlain ? href : null;
}
