/** The reason why a visitor may not enter, rendered by the server: its words cost the page no code. */
import type { EntryCode } from "../../lib/contract/space.ts";
import { callWordsOf } from "../messages/served_call_words.ts";
import type { Locale } from "../messages/locale.ts";
import { callErrorText } from "./CallTrouble.tsx";
import { signInPath } from "./sign_in_path.ts";

/** A sentence, and one link where something can be done. Sent to the browser as props. */
export interface EntryBlocker {
  readonly tone: "attention" | "danger";
  readonly text: string;
  readonly link?: { readonly href: string; readonly children: string };
}

/** `null` where the visitor may enter, as far as is known. */
export function entryBlockerOf(
  entry: EntryCode,
  slug: string,
  locale: Locale,
): EntryBlocker | null {
  const words = callWordsOf(locale);
  if (entry === "allowed") return null;
  if (entry === "waiting-for-admission") return { tone: "attention", text: words.knocking.ahead };
  const text = callErrorText({ type: entry, message: "", remedy: "none" }, words);
  if (entry === "not-a-member") {
    return { tone: "attention", text, link: { href: signInPath(slug), children: words.signIn } };
  }
  return { tone: entry === "banned" ? "danger" : "attention", text };
}
