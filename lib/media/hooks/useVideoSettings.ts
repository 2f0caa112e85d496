import type { VideoSettingsModel } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The camera's options; stored, and applied to a live track.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useVideoSettings(): VideoSettingsModel {
  return useMediaModels("useVideoSettings").videoSettings;
}
