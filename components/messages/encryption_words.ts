/** The words of encrypted spaces. In the language of the page alone. */
import { lateCode } from "../../lib/contract/late_code.ts";
import type { EncryptionWords } from "./en_encryption.ts";
import { lateWords, useLateWords } from "./late_words.ts";

export const encryptionWords = lateWords<EncryptionWords>({
  en: async () => (await lateCode(() => import("./en_encryption.ts"))).enEncryption,
  ko: async () => (await lateCode(() => import("./ko_encryption.ts"))).koEncryption,
});

/** These words, for the component's page. */
export function useEncryptionWords(): EncryptionWords {
  return useLateWords(encryptionWords);
}
