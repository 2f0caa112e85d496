import { useSignal } from "@preact/signals";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import type { BackgroundModel } from "../../lib/media/ports/background_types.ts";
import { useBackgroundWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** Says that the background failed, so that the room is seen; and once that the video is smaller for it. */
export function BackgroundNotice({ media }: { media: LiveKitMedia }) {
  const background = media.background.value;
  return background && <Trouble media={media} background={background} />;
}

function Trouble({ media, background }: { media: LiveKitMedia; background: BackgroundModel }) {
  const words = useBackgroundWords();
  const understood = useSignal<string | null>(null);
  const state = background.state.value;
  const isReduced = state.status === "on" && (state.cost?.steps ?? 0) > 0;
  const trouble = state.status === "failed" ? state.reason : isReduced ? "reduced" : null;
  if (trouble === null || trouble === understood.value) return null;
  const understand = () => understood.value = trouble;
  if (state.status !== "failed") {
    return (
      <Notice tone="attention" role="status" text={words.reduced}>
        <button type="button" class="button" onClick={understand}>{words.understood}</button>
      </Notice>
    );
  }
  return (
    <Notice tone="danger" text={words.failed[state.reason]} more={words.remedy[state.reason]}>
      {state.reason !== "unsupported" && (
        <button
          type="button"
          class="button"
          onClick={() => background.choose(background.choice.peek())}
        >
          {words.again}
        </button>
      )}
      <button type="button" class="button" onClick={() => void media.camera.setEnabled(false)}>
        {words.cameraOff}
      </button>
      <button type="button" class="button button-quiet" onClick={understand}>
        {words.understood}
      </button>
    </Notice>
  );
}
