import { type CaptureToggleParts, createCaptureToggle } from "./capture_toggle.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** The camera's switch. Switching off always closes the camera, so that its light goes out. */
export function createCamera(parts: CaptureToggleParts): LocalTrackToggle {
  return createCaptureToggle(parts, false);
}
