/** The words of *Receive less* and *Something is wrong*. In the language of the page alone. */
import { lateCode } from "../../lib/contract/late_code.ts";
import type { HelpWords } from "./en_help.ts";
import { lateWords, useLateWords } from "./late_words.ts";

export const helpWords = lateWords<HelpWords>({
  en: async () => (await lateCode(() => import("./en_help.ts"))).enHelp,
  ko: async () => (await lateCode(() => import("./ko_help.ts"))).koHelp,
});

/** These words, for the component's page. */
export function useHelpWords(): HelpWords {
  return useLateWords(helpWords);
}
