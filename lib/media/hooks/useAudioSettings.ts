import type { AudioSettingsModel } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The options of the microphone and the volumes; stored, and applied to a live track.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useAudioSettings(): AudioSettingsModel {
  return useMediaModels("useAudioSettings").audioSettings;
}
