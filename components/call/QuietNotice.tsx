import { useAudioSettings } from "../../lib/media/hooks/useAudioSettings.ts";
import { settingsOf } from "../settings/quiet_mode.ts";
import { useSoundWords } from "../messages/joined_words.ts";

/** Says that *Strong* does not run, so that others hear the noise again, with a button for the browser's own. */
export function QuietNotice() {
  const words = useSoundWords();
  const audio = useAudioSettings();
  return (
    <div role="status">
      {audio.quietState.value?.status === "failed" && (
        <div class="banner banner-sound">
          <span>{words.stopped}</span>
          <button
            type="button"
            class="button button-small"
            onClick={() => audio.update(settingsOf("browser"))}
          >
            {words.useBrowsers}
          </button>
        </div>
      )}
    </div>
  );
}
