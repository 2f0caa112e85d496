import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useSilentMicrophone } from "../../lib/media/hooks/useSilentMicrophone.ts";
import { useTalkingWhileMuted } from "../../lib/media/hooks/useTalkingWhileMuted.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** Tells a person who talks that they are not heard, muted or by a silent microphone, with a button that mends it. Shown once in a while. */
export function TalkingWhileMutedHint({ media }: { media: LiveKitMedia }) {
  const words = useCallWords().call;
  const hint = useTalkingWhileMuted({ listens: true });
  useSilentMicrophone();
  const unmute = (event: MouseEvent) => {
    void media.microphone.setEnabled(true);
    // The button disappears; for a keyboard user the focus moves on to the microphone's switch.
    const isByKeyboard = event.detail === 0;
    if (isByKeyboard) document.querySelector<HTMLElement>(".bar [aria-keyshortcuts=m]")?.focus();
  };
  return (
    // The live region always exists, so that a screen reader announces what appears in it.
    <div role="status">
      {hint.isNoticed.value && (
        <Notice role="group" tone="attention" text={words.mutedTalk}>
          <button type="button" class="button" onClick={unmute}>{words.unmute}</button>
        </Notice>
      )}
    </div>
  );
}
