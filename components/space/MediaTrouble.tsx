import type { LiveKitMedia } from "../../lib/media/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Notice } from "../shell/Notice.tsx";
import { allowHintOf } from "./allow_hint.ts";

/** A device that could not be used: what happened, what to do, and one button. */
export function MediaTrouble({ media }: { media: LiveKitMedia }) {
  const words = useCallWords();
  const error = media.mediaError.value;
  if (!error) return null;
  const mayAskAgain = error.remedy === "ask-again" || error.remedy === "close-other-app";
  const device = error.device === "microphone"
    ? media.microphone
    : error.device === "camera"
    ? media.camera
    : null;
  const askAgain = () => {
    media.dismissMediaError();
    void device?.setEnabled(true);
  };
  return (
    <Notice
      tone={error.type === "denied" || error.type === "blocked-by-system" ? "danger" : "attention"}
      text={words.mediaError[error.type][error.device]}
      more={allowHintOf(error, words, globalThis.navigator?.userAgent ?? "")}
    >
      {mayAskAgain && device
        ? (
          <button type="button" class="button" onClick={askAgain}>
            {words.askAgain}
          </button>
        )
        : (
          <button type="button" class="button" onClick={() => media.dismissMediaError()}>
            {words.understood}
          </button>
        )}
    </Notice>
  );
}
