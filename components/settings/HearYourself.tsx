import { useHearYourself } from "../../lib/media/hooks/useHearYourself.ts";
import { useSettingsWords } from "../messages/settings_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Volume2, VolumeX } from "../shell/icons.tsx";

/** Records five seconds of the microphone and plays them back; the call does not hear them. */
export function HearYourself() {
  const words = useSettingsWords();
  const test = useHearYourself();
  const state = test.state.value;
  const isIdle = state === "idle";
  const seconds = test.secondsLeft.value;
  const said = {
    idle: test.error.value ? words.hearFailed : words.hearUnheard,
    starting: words.hearStarting,
    recording: words.hearRecording(seconds),
    playing: words.hearPlaying(seconds),
  }[state];
  return (
    <div class="hear">
      <button
        type="button"
        class="button"
        onClick={() => isIdle ? void test.start() : test.stop()}
      >
        <Icon of={isIdle ? Volume2 : VolumeX} size={18} />
        <span>{isIdle ? words.hearYourself : words.hearStop}</span>
      </button>
      <p class="hear-state">{said}</p>
      {/* The visible text counts each second; a screen reader hears only what begins. */}
      <p class="visually-hidden" role="status">
        {state === "recording"
          ? words.hearRecording(5)
          : state === "playing"
          ? words.hearPlaying(5)
          : ""}
      </p>
    </div>
  );
}
