/** The words of the settings, and of the menus beside the switches. In the language of the page alone. */
import { lateCode } from "../../lib/contract/late_code.ts";
import type { SettingsWords } from "./en_settings.ts";
import { lateWords } from "./late_words.ts";

export const settingsWords = lateWords<SettingsWords>({
  en: async () => (await lateCode(() => import("./en_settings.ts"))).enSettings,
  ko: async () => (await lateCode(() => import("./ko_settings.ts"))).koSettings,
});
