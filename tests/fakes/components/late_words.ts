/** All words that pages load late, loaded: for tests that render what shows them, or that look for them on a page. */
import { captionWords } from "../../../components/messages/caption_words.ts";
import { encryptionWords } from "../../../components/messages/encryption_words.ts";
import { helpWords } from "../../../components/messages/help_words.ts";
import { joinedWords } from "../../../components/messages/joined_volume.ts";
import { type Locale, locales } from "../../../components/messages/locale.ts";
import { settingsWords } from "../../../components/messages/settings_volume.ts";

const volumes = [captionWords, encryptionWords, helpWords, joinedWords, settingsWords];
await Promise.all(volumes.flatMap((words) => locales.map((locale) => words.load(locale))));

/** The words of the call in one language. */
export const callWordsOf = (locale: Locale) => joinedWords.of(locale).call;
/** The words of the chat in one language. */
export const chatWordsOf = (locale: Locale) => joinedWords.of(locale).chat;
/** The words of those who look after a space in one language. */
export const spaceWordsOf = (locale: Locale) => joinedWords.of(locale).space;
/** The words of the background in one language. */
export const backgroundWordsOf = (locale: Locale) => joinedWords.of(locale).background;
/** The words of the settings in one language. */
export const settingsWordsOf = (locale: Locale) => settingsWords.of(locale);
/** The words of *Receive less* and *Something is wrong* in one language. */
export const helpWordsOf = (locale: Locale) => helpWords.of(locale);
