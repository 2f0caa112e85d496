import type { ParticipantTracks } from "../../lib/media/call_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import { useSpaceWords } from "../messages/space_words.ts";
import { Dialog } from "../shell/Dialog.tsx";

/** Says how far a ban reaches before it is done; for a guest it is not far, so it offers the lock too. */
export function BanDialog(
  { person, onClose }: { person: ParticipantTracks; onClose(): void },
) {
  const words = useSpaceWords();
  const moderation = useModeration();
  const isGuest = person.kind.value === "guest";
  const ban = async (locks: boolean) => {
    onClose();
    // The lock first: who is put out shall not be back before it.
    if (locks && !await moderation.setLocked(true)) return;
    await moderation.act("ban", person);
  };
  return (
    <Dialog
      id="ban"
      class="dialog-small"
      title={words.banTitle(person.displayName.value)}
      closeWord={words.cancel}
      onClose={onClose}
    >
      <div class="dialog-question">
        <p>{isGuest ? words.banGuest : words.banUser}</p>
        <div class="dialog-answers">
          {isGuest && !moderation.isLocked.value && (
            <button
              type="button"
              class="button"
              onClick={() => void ban(true)}
            >
              {words.banAndLock}
            </button>
          )}
          <button
            type="button"
            class="button button-danger"
            autofocus
            onClick={() => void ban(false)}
          >
            {words.banConfirm}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
