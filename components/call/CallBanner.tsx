import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Volume2 } from "../shell/icons.tsx";
import { TriangleAlert } from "./icons.tsx";
import { LighterNotice } from "./LighterNotice.tsx";

/** A message about the whole call. It lies over the tiles, so that they keep their places. */
export function CallBanner({ call, media }: { call: LiveKitCall; media: LiveKitMedia }) {
  const words = useCallWords().call;
  const isReconnecting = call.connectionState.value === "reconnecting";
  const isWeak = !isReconnecting &&
    (call.quality.value === "poor" || call.quality.value === "lost");
  return (
    <div class="banners">
      <div role="status">
        {isReconnecting && (
          <p class="banner">
            <span class="pulse" aria-hidden="true" />
            {words.reconnecting}
          </p>
        )}
        {isWeak && (
          <p class="banner">
            <span class="chip-unstable">
              <Icon of={TriangleAlert} size={18} />
            </span>
            {words.weak}
          </p>
        )}
      </div>
      <LighterNotice media={media} />
      {call.isAudioBlocked.value && (
        <div class="banner banner-sound" role="alert">
          <span>{words.soundBlocked}</span>
          <button
            type="button"
            class="button button-main"
            onClick={() => void call.startAudio()}
          >
            <Icon of={Volume2} />
            <span>{words.tapToHear}</span>
          </button>
        </div>
      )}
    </div>
  );
}
