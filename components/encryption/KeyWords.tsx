import type { SpaceKey } from "../../lib/contract/space_key.ts";
import { useEncryptionWords } from "../messages/encryption_words.ts";
import { keyWords } from "./key_words.ts";

/** Four words to compare with others by voice. */
export function KeyWords({ spaceKey }: { spaceKey: SpaceKey }) {
  const words = useEncryptionWords();
  return (
    <>
      <p class="key-words notranslate" lang="en">
        {keyWords(spaceKey.fingerprint).map((word, index) => <b key={index}>{word}</b>)}
      </p>
      <p class="key-more">{words.compare}</p>
    </>
  );
}
