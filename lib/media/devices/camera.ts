import { type CaptureToggleParts, createCaptureToggle } from "./capture_toggle.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** The switch of the camera. Whenever it is off, the camera is let go and its light goes out. */
export function createCamera(parts: CaptureToggleParts): LocalTrackToggle {
  return createCaptureToggle(parts, false);
}
