import type { VideoSettingsModel } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The picture that the camera is asked for; stored, and applied to a live track.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useVideoSettings(): VideoSettingsModel {
  return useMediaModels("useVideoSettings").videoSettings;
}
