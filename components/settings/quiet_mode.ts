import type { AudioSettingsModel } from "../../lib/media/ports/call_types.ts";

/** How the noise around a voice is treated: not, by the browser, or by a suppressor of ours. Never by both. */
export type QuietMode = "off" | "browser" | "strong";

/** The chosen mode. */
export function quietModeOf(
  { isStrong, options }: Pick<AudioSettingsModel, "isStrong" | "options">,
): QuietMode {
  if (isStrong.value) return "strong";
  return options.noiseSuppression.value ? "browser" : "off";
}

/** The settings of a mode. */
export function settingsOf(mode: QuietMode): { noiseSuppression: boolean; isStrong: boolean } {
  return { noiseSuppression: mode === "browser", isStrong: mode === "strong" };
}
