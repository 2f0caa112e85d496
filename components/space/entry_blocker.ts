/** What would keep a visitor out, said by the server before a click: its words cost the page no code. */
import type { EntryCode } from "../../lib/contract/space.ts";
import { callWordsOf } from "../messages/call_words.ts";
import type { Locale } from "../messages/locale.ts";
import { callErrorText } from "./CallTrouble.tsx";
import { signInPath } from "./sign_in_path.ts";

/** A sentence, and the one thing to do about it, where there is one. Crosses to the browser. */
export interface EntryBlocker {
  readonly tone: "attention" | "danger";
  readonly text: string;
  readonly link?: { readonly href: string; readonly children: string };
}

/** `null` where nothing is known to keep the visitor out. */
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
