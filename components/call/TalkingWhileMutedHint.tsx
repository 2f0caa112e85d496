import type { LiveKitMedia } from "../../lib/media/call_types.ts";
import { useTalkingWhileMuted } from "../../lib/media/hooks/useTalkingWhileMuted.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** Somebody speaks and nobody hears it: said once in a while, with the one thing to do. */
export function TalkingWhileMutedHint({ media }: { media: LiveKitMedia }) {
  const words = useCallWords().call;
  const hint = useTalkingWhileMuted({ listens: true });
  if (!hint.isNoticed.value) return null;
  return (
    <Notice role="status" tone="attention" text={words.mutedTalk}>
      <button type="button" class="button" onClick={() => void media.microphone.setEnabled(true)}>
        {words.unmute}
      </button>
    </Notice>
  );
}
