import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";

/** How long the notice stays. The settings offer the way back for longer. */
const saidMilliseconds = 20_000;

/** Says once that a smaller picture is sent to spare the processor, with a button for the full one. */
export function LighterNotice({ media }: { media: LiveKitMedia }) {
  const words = useCallWords().call;
  const isSaid = useSignal(false);
  const isLighter = media.isPictureLighter.value;
  useEffect(() => {
    isSaid.value = isLighter;
    if (!isLighter) return;
    const timer = setTimeout(() => isSaid.value = false, saidMilliseconds);
    return () => clearTimeout(timer);
  }, [isLighter]);
  return (
    <div role="status">
      {isSaid.value && (
        <div class="banner banner-sound">
          <span>{words.lighter}</span>
          <button
            type="button"
            class="button button-small"
            onClick={() => void media.restorePicture()}
          >
            {words.sendInFull}
          </button>
        </div>
      )}
    </div>
  );
}
