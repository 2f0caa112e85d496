import type { LiveKitMedia, MediaError } from "../../lib/media/ports/call_types.ts";
import { useMediaDevices } from "../../lib/media/hooks/useMediaDevices.ts";
import { BackgroundNotice } from "../devices/BackgroundNotice.tsx";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";
import { AllowSteps } from "./AllowSteps.tsx";
import { DeviceNotice } from "./DeviceNotice.tsx";

/** A device that could not be used, or that came and went: what happened, and one button. */
export function MediaTrouble({ media }: { media: LiveKitMedia }) {
  const devices = useMediaDevices();
  const error = media.mediaError.value;
  return (
    <>
      {error ? <Failure media={media} error={error} /> : <DeviceNotice devices={devices} />}
      <BackgroundNotice media={media} />
    </>
  );
}

function Failure({ media, error }: { media: LiveKitMedia; error: MediaError }) {
  const words = useCallWords();
  const { type, device: kind } = error;
  const mayAskAgain = error.remedy === "ask-again" || error.remedy === "close-other-app";
  const device = kind === "microphone" || kind === "camera" ? media[kind] : null;
  const isBlocked = type === "denied" || type === "blocked-by-system";
  const askAgain = () => {
    media.dismissMediaError();
    void device?.setEnabled(true);
  };
  // Not the browser, but the address is in the way.
  const isPlainHttp = type === "unsupported" && globalThis.isSecureContext === false;
  return (
    <Notice
      tone={isBlocked ? "danger" : "attention"}
      text={isPlainHttp ? words.notSecure.text : words.mediaError[type][kind]}
      more={isPlainHttp ? words.notSecure.more : undefined}
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
      {isBlocked && kind !== "speaker" && (kind !== "screen" || type !== "denied") && (
        <details class="remedy">
          <summary>{words.howToAllow}</summary>
          <AllowSteps type={type} kind={kind} />
        </details>
      )}
    </Notice>
  );
}
