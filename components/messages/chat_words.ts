/** The words of the chat, in the language of the island. */
import { useContext } from "preact/hooks";
import { type ChatWords, enChat } from "./en_chat.ts";
import { koChat } from "./ko_chat.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

/** The words of the chat, by language. */
export const chatWords: Record<Locale, ChatWords> = { en: enChat, ko: koChat };

/** The words of the chat that the component stands in. */
export function useChatWords(): ChatWords {
  return chatWords[useContext(LocaleContext)];
}
