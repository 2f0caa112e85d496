import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { useEncryptionWords } from "../messages/encryption_words.ts";
import { LockIcon } from "../call/icons.tsx";

/** In the header of an encrypted call: that it is, and aloud whose sound and picture are left out. */
export function EncryptedCall(
  { people }: { people: ReadonlySignal<readonly ParticipantTracks[]> },
) {
  const words = useEncryptionWords();
  const { encryption } = useCallWords().call;
  const leftOut = useComputed(() =>
    people.value.flatMap(({ displayName, encryption: { value: verdict } }) =>
      verdict === "not-encrypted" || verdict === "unreadable"
        ? [`${displayName.value}: ${encryption[verdict]}`]
        : []
    ).join(". ")
  );
  return (
    <>
      <p class="call-count" title={words.onMore}>
        <LockIcon isLocked size={18} />
        <span>{words.on}</span>
      </p>
      <span class="visually-hidden" role="status">{leftOut}</span>
    </>
  );
}
