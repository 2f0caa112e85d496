import type { SpaceKey } from "../../lib/contract/space_key.ts";
import { useEncryptionWords } from "../messages/encryption_words.ts";
import { KeyWords } from "./KeyWords.tsx";

/** In the list of people of an encrypted call: the words of its key. */
export function EncryptionSection({ spaceKey }: { spaceKey: SpaceKey }) {
  const words = useEncryptionWords();
  return (
    <section class="people-key" aria-labelledby="people-key">
      <h2 id="people-key">{words.title}</h2>
      <KeyWords spaceKey={spaceKey} />
    </section>
  );
}
