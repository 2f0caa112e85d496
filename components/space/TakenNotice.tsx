import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** What the system took (a phone call, Siri, another app), and the one tap that brings it back. */
export function TakenNotice({ media }: { media: LiveKitMedia }) {
  const words = useCallWords().taken;
  const taken = media.takenDevices.value;
  if (taken.length === 0) return null;
  const what = taken.length > 1 ? "both" : taken[0];
  return (
    <Notice tone="attention" text={words.tap[what]} more={words.why[what]}>
      <button type="button" class="button button-main" onClick={() => void media.takeBack()}>
        {what === "both" ? words.getBothBack : words.getItBack}
      </button>
    </Notice>
  );
}
