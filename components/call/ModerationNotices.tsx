import type { LiveKitCall } from "../../lib/media/ports/call_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import { useCallWords, useSpaceWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";
import { callErrorText } from "../space/CallTrouble.tsx";

/** Notices of what a moderator did to this person, and of this person's own moderation that failed. */
export function ModerationNotices({ call }: { call: LiveKitCall }) {
  const words = useSpaceWords();
  const callWords = useCallWords();
  const moderation = useModeration();
  const notice = call.moderatorNotice.value;
  const error = moderation.error.value;
  return (
    <>
      {notice && (
        <Notice key={notice} role="status" tone="attention" text={words.told[notice]}>
          <button type="button" class="button" onClick={() => call.dismissModeratorNotice()}>
            {callWords.understood}
          </button>
        </Notice>
      )}
      {error && (
        <Notice tone="attention" text={callErrorText(error, callWords)}>
          <button type="button" class="button" onClick={() => moderation.dismissError()}>
            {callWords.understood}
          </button>
        </Notice>
      )}
    </>
  );
}
