import type { SpacePolicy } from "../../lib/contract/space.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import type { SpaceWords } from "../messages/en_space.ts";
import { useSpaceWords } from "../messages/joined_words.ts";
import { Dialog } from "../shell/Dialog.tsx";

interface Reach {
  readonly isGuest: boolean;
  readonly policy: SpacePolicy | null;
  readonly isLocked: boolean | null;
}

/**
 * What a ban in this space can promise, in words, and whether to offer a lock with it. A banned person can return as a new
 * guest or with a new account wherever such a person may enter; only a lock prevents that.
 */
export function banReach(words: SpaceWords, { isGuest, policy, isLocked }: Reach) {
  const isOpen = !isLocked && (policy ?? "open") === "open";
  return {
    text: isGuest ? words.banGuest : isOpen ? words.banUserOpen : words.banUser,
    offersLock: isGuest ? !isLocked : isOpen,
  };
}

/** Asks before a ban, says what it will prevent, and offers to lock the space too where the ban alone prevents little. */
export function BanDialog(
  { person, onClose }: { person: ParticipantTracks; onClose(): void },
) {
  const words = useSpaceWords();
  const moderation = useModeration();
  const { text, offersLock } = banReach(words, {
    isGuest: person.kind.value === "guest",
    policy: moderation.policy.value,
    isLocked: moderation.isLocked.value,
  });
  const ban = async (locks: boolean) => {
    onClose();
    // The lock comes first, so that the banned person cannot return before it.
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
        <p>{text}</p>
        <div class="dialog-answers">
          {offersLock && (
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
