/** The words of encrypted spaces, in the language of the island. */
import { useContext } from "preact/hooks";
import { type EncryptionWords, enEncryption } from "./en_encryption.ts";
import { koEncryption } from "./ko_encryption.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, EncryptionWords> = { en: enEncryption, ko: koEncryption };

/** The words of the encrypted space that the component stands in. */
export function useEncryptionWords(): EncryptionWords {
  return catalogues[useContext(LocaleContext)];
}
