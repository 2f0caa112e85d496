import type { AudioSettingsModel } from "../../lib/media/ports/call_types.ts";
import type { SoundWords } from "../messages/en_sound.ts";
import { useSoundWords } from "../messages/joined_words.ts";
import { Check } from "./Check.tsx";
import { type QuietMode, quietModeOf, settingsOf } from "./quiet_mode.ts";

const modes: readonly QuietMode[] = ["off", "browser", "strong"];

interface SoundChoicesProps {
  /** The name of the group: there may be two on a page. */
  name: string;
  audio: AudioSettingsModel;
}

/** The quiet background, and the original sound that takes the place of all processing. */
export function SoundChoices({ name, audio }: SoundChoicesProps) {
  const words = useSoundWords();
  const isOriginal = audio.isOriginal.value;
  return (
    <div class="sound-choices">
      {!isOriginal && (
        <fieldset class="quiet-choice" aria-describedby={`${name}-note`}>
          <legend>{words.background}</legend>
          <div class="quiet-modes">
            {modes.map((mode) => (
              <label key={mode}>
                <input
                  type="radio"
                  name={name}
                  checked={quietModeOf(audio) === mode}
                  onChange={() => audio.update(settingsOf(mode))}
                />
                <span>{words.modes[mode]}</span>
              </label>
            ))}
          </div>
          <p id={`${name}-note`} class="quiet-note" role="status">{noteOf(audio, words)}</p>
        </fieldset>
      )}
      <Check
        label={words.original}
        hint={words.originalNote}
        isChecked={isOriginal}
        onToggle={() => audio.update({ isOriginal: !isOriginal })}
      />
    </div>
  );
}

/** What *Strong* costs, or why it does not run; empty while another mode is chosen. */
function noteOf(audio: AudioSettingsModel, words: SoundWords): string {
  if (!audio.isStrong.value) return "";
  const state = audio.quietState.value;
  if (state?.status === "failed") return words.failed;
  if (state?.status === "starting") return words.starting;
  if (state === null || state.coreRatio === null) return words.costsMore;
  // Whole percents, so that a screen reader hears of it when it has changed.
  const percent = Math.max(1, Math.round(state.coreRatio * 100));
  return state.suppressor === "gtcrn" ? words.cost(percent) : words.lightCost(percent);
}
