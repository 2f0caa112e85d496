import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useSilentMicrophone } from "../../lib/media/hooks/useSilentMicrophone.ts";
import { useTalkingWhileMuted } from "../../lib/media/hooks/useTalkingWhileMuted.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** The person speaks and nobody hears it, since it is muted or the microphone is silent: said once in a while, with the one thing to do. */
export function TalkingWhileMutedHint({ media }: { media: LiveKitMedia }) {
  const words = useCallWords().call;
  const hint = useTalkingWhileMuted({ listens: true });
  useSilentMicrophone();
  const unmute = (event: MouseEvent) => {
    void media.microphone.setEnabled(true);
    // This button goes: whoever pressed it by the keyboard goes on at the switch.
    const isByKeyboard = event.detail === 0;
    if (isByKeyboard) document.querySelector<HTMLElement>(".bar [aria-keyshortcuts=m]")?.focus();
  };
  return (
    // Always there, so that readers hear of what comes into it.
    <div role="status">
      {hint.isNoticed.value && (
        <Notice role="group" tone="attention" text={words.mutedTalk}>
          <button type="button" class="button" onClick={unmute}>{words.unmute}</button>
        </Notice>
      )}
    </div>
  );
}
