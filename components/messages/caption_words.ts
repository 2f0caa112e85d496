/** The words of captions. In the language of the page alone. */
import { lateCode } from "../../lib/contract/late_code.ts";
import type { CaptionWords } from "./en_captions.ts";
import { lateWords, useLateWords } from "./late_words.ts";

export const captionWords = lateWords<CaptionWords>({
  en: async () => (await lateCode(() => import("./en_captions.ts"))).enCaptions,
  ko: async () => (await lateCode(() => import("./ko_captions.ts"))).koCaptions,
});

/** These words, for the component's page. */
export function useCaptionWords(): CaptionWords {
  return useLateWords(captionWords);
}
