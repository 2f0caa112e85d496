/** The words of the settings, for components that are loaded with them. */
import type { SettingsWords } from "./en_settings.ts";
import { useLateWords } from "./late_words.ts";
import { settingsWords } from "./settings_volume.ts";

/** These words, for the component's page. */
export function useSettingsWords(): SettingsWords {
  return useLateWords(settingsWords);
}
