import { type CaptureToggleParts, createCaptureToggle } from "./capture_toggle.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** The microphone's switch. In a call, muting keeps the microphone open, so that unmuting is instant. */
export function createMicrophone(parts: CaptureToggleParts): LocalTrackToggle {
  return createCaptureToggle(parts, true);
}
