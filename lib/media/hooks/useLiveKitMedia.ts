import type { LiveKitMedia } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * The participants and their tracks, and this browser's own microphone, camera and screen.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useLiveKitMedia(): LiveKitMedia {
  return useMediaModels("useLiveKitMedia").media;
}
